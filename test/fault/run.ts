// npm run fault -- [--seeds 20000] [--from 1] [--dialect NAME ...] [--jobs 2] [--json]
// npm run fault -- --seed N [--trace] [--minimise]
// Lives through random schedules of faults and holds what the daemon says against the notes that left. 1 = a violation.
import { parseArgs } from 'node:util';
import { faultDialects } from './dialects/dialects.ts';
import type { BatchResult } from './report/batch.ts';
import { printReport } from './report/printReport.ts';
import { replay } from './report/replay.ts';
import { spread } from './report/spread.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20000' },
    from: { type: 'string', default: '1' },
    dialect: { type: 'string', multiple: true, default: Object.keys(faultDialects) },
    jobs: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    minimise: { type: 'boolean', default: false },
  },
});
const unknown = values.dialect.find((name) => !faultDialects[name]);
if (unknown !== undefined) {
  console.error(`no wire protocol "${unknown}"; known: ${Object.keys(faultDialects).join(', ')}`);
  process.exit(64);
}

const told = new Set<number>();
if (values.seed !== undefined) {
  const options = { dialects: values.dialect, trace: values.trace, minimise: values.minimise };
  const seed = Number(values.seed);
  // Not behind an await: schedules run outside of promise jobs.
  setImmediate(() => {
    process.exitCode = replay(seed, options) ? 0 : 1;
  });
} else {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const result = await spread({
    from: Number(values.from),
    count: Number(values.seeds),
    dialects: values.dialect,
    jobs: Number(values.jobs),
    onProgress: (soFar) => progress(soFar, seconds()),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (values.json) console.log(JSON.stringify({ schema: 'fault@1', seconds: seconds(), ...result }));
  else printReport(result, seconds(), values.dialect);
  process.exitCode = result.found.length === 0 ? 0 : 1;
}

function progress({ seeds, found }: BatchResult, seconds: number): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  // At once, so that a run that is stopped has not looked for nothing.
  for (const { seed } of found) {
    if (!told.has(seed)) process.stderr.write(`seed ${seed} violates a rule\n`);
    told.add(seed);
  }
  if (!process.stderr.isTTY) return;
  const rate = Math.round(seeds / seconds);
  process.stderr.write(`${seeds} of ${values.seeds} seeds, ${rate} a second, ${found.length} with violations`);
}
