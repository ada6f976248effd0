// npm run bench:calibrate -- [--pairs 10000000] [--json]: `tellersight calibrate` on a list of that many simulated
// comparisons, from its start to the report on disk. Aim: ten million in under a minute on 2 cores.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { subjectsFor } from '../../src/calibration/rateVerdict.ts';
import { RandomNumbers } from '../../src/calibration/statistics/randomNumbers.ts';

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '10000000' }, json: { type: 'boolean', default: false } },
});
const wanted = Number(values.pairs);
if (!(wanted >= 1000 && wanted <= 1e8)) throw new Error('--pairs must be 1,000 to 100,000,000');
const folder = mkdtempSync(join(tmpdir(), 'tellersight-bench-'));
try {
  const list = join(folder, 'scores.csv');
  const pairs = await writeList(list, subjectsFor(wanted));
  const out = join(folder, 'report');
  const begun = performance.now();
  const args = ['src/cli.ts', 'calibrate', list, '--pack', 'default', '--out', out, '--json'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0) throw new Error(stderr);
  const thresholds = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).rates.map(
    ({ fmr, threshold }: { fmr: number; threshold: number | null }) => ({ fmr, threshold }),
  );
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  const megabytes = Math.round(statSync(list).size / 1e6);
  if (values.json)
    console.log(JSON.stringify({ schema: 'bench-calibrate@1', machine, pairs, megabytes, seconds, thresholds }));
  else {
    console.log(`${machine.cpu}, ${machine.cores} cores`);
    console.log(
      `${pairs} comparisons (${megabytes} MB of CSV): ${seconds.toFixed(1)} s, 1,000 replicates over subjects`,
    );
    for (const { fmr, threshold } of thresholds) console.log(`  ${fmr}: ${threshold ?? 'unsupported'}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** All pairs of the subjects and three genuine ones each; scores about normal, five groups, people unlike in how alike they are. */
async function writeList(path: string, subjects: number): Promise<number> {
  const random = new RandomNumbers(1);
  const normal = () => Array.from({ length: 6 }, () => random.next()).reduce((sum, one) => sum + one, -3) * Math.SQRT2;
  const nature = Array.from({ length: subjects }, () => 0.02 * normal());
  const row = (a: number, b: number, score: number) =>
    `s${a},s${b},group-${a % 5},group-${b % 5},${Math.max(-1, Math.min(1, score)).toFixed(6)}\n`;
  const file = createWriteStream(path);
  const write = async (text: string) => {
    if (!file.write(text)) await new Promise((resolve) => file.once('drain', resolve));
  };
  await write('subject_a,subject_b,group_a,group_b,score\n');
  let pairs = 0;
  for (let a = 0; a < subjects; a++) {
    const rows: string[] = [];
    for (let i = 0; i < 3; i++) rows.push(row(a, a, 0.7 + 0.08 * normal()));
    for (let b = a + 1; b < subjects; b++) rows.push(row(a, b, nature[a]! + nature[b]! + 0.1 * normal()));
    pairs += rows.length;
    await write(rows.join(''));
  }
  await new Promise((resolve) => file.end(resolve));
  return pairs;
}
