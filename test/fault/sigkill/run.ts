// npm run fault:kill -- [--kills 2000] [--dialect NAME ...] [--seed 1] [--json]
// Kills the true paying process on a true pseudo-terminal and a true SQLite file, and compares with the cash.
import { parseArgs } from 'node:util';
import { boards } from './dialects.ts';
import { type LaneResult, runLane } from './lane.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '2000' },
    dialect: { type: 'string', multiple: true, default: Object.keys(boards) },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const lanes = Math.max(2, values.dialect.length);
const perLane = Math.ceil(Number(values.kills) / lanes);
const begun = performance.now();
let done = 0;
const queue = Array.from({ length: lanes }, (_, lane) => lane);
const results: { readonly dialect: string; readonly result: LaneResult }[] = [];

/** Two at a time: a process of its own each, and a simulator. */
async function work(): Promise<void> {
  for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) {
    const dialect = values.dialect[lane % values.dialect.length]!;
    const result = await runLane(dialect, perLane, Number(values.seed) + lane, () => {
      done += 1;
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${perLane * lanes} killed`);
    });
    results.push({ dialect, result });
  }
}
await Promise.all([work(), work()]);
if (process.stderr.isTTY) process.stderr.write('\n');

const seconds = (performance.now() - begun) / 1000;
const startMs = results.flatMap(({ result }) => [...result.startMs]).sort((a, b) => a - b);
const violations = results.flatMap(({ dialect, result }) => result.violations.map((text) => `${dialect}: ${text}`));
const quantile = (q: number) => Math.round(startMs[Math.min(startMs.length - 1, Math.floor(startMs.length * q))]!);
if (values.json) {
  const start = { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) };
  console.log(JSON.stringify({ schema: 'fault-kill@1', kills: done, seconds, startMs: start, violations, results }));
} else {
  for (const { dialect, result } of results) {
    console.log(`${dialect}: ${result.kills} kills`);
    console.log(`  hit a payout in flight: ${counts(result.hits)}`);
    console.log(`  known afterwards as: ${counts(result.outcomes)}`);
    console.log(`  locked with: ${counts(result.locks)}`);
    if (Object.keys(result.refusals).length > 0) console.log(`  refused before: ${counts(result.refusals)}`);
  }
  console.log(`start to a known or locked state: p50 ${quantile(0.5)}, p99 ${quantile(0.99)}, max ${quantile(1)} ms`);
  for (const text of violations) console.log(`VIOLATION ${text}`);
  console.log(`${done} kills in ${seconds.toFixed(0)} s, ${violations.length} violations`);
}
process.exitCode = violations.length === 0 ? 0 : 1;

function counts(table: Readonly<Record<string, number>>): string {
  return Object.entries(table)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
