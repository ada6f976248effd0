import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { RandomNumbers } from '../../../src/calibration/statistics/randomNumbers.ts';
import { parseCalibration, thresholdFor } from '../../../src/lib/calibration.ts';
import { Scene } from '../../../src/simulator/scene/scene.ts';
import { sceneSpec } from '../../../src/simulator/scene/spec.ts';
import { encodeJpeg } from './encodeJpeg.ts';

const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const place = (...names: string[]) => join(folder, ...names);

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

/** 260 people of two groups, each compared with each other and once with himself. */
function scoreList(): string {
  const random = new RandomNumbers(5);
  const group = (subject: number) => `group-${subject % 2}`;
  const rows = ['subject_a,subject_b,group_a,group_b,score'];
  for (let a = 0; a < 260; a++) {
    for (let b = a; b < 260; b++) {
      const score = a === b ? 0.6 + 0.3 * random.next() : 0.5 * random.next() ** 2;
      rows.push(`person-${a},person-${b},${group(a)},${group(b)},${score.toFixed(5)}`);
    }
  }
  return `${rows.join('\n')}\n`;
}

/** A rendered head, or an even wall. */
function jpeg(identity: number | null, frame = 0): Buffer {
  const [width, height] = [640, 480];
  const planes = [0, 1, 2].map(() => new Uint8Array(width * height).fill(128)) as [Uint8Array, Uint8Array, Uint8Array];
  if (identity !== null) {
    const still = { yaw: [0, 0], pitch: [0, 0], roll: [0, 0] };
    const yuyv = new Scene(sceneSpec.parse({ identity, ...still })).rgb(frame);
    for (let i = 0; i < width * height; i++) {
      const pair = 4 * (i >> 1);
      const [luma, cb, cr] = [yuyv[2 * i]!, yuyv[pair + 1]!, yuyv[pair + 3]!];
      planes[0][i] = Math.max(0, Math.min(255, ((luma - 16) * 255) / 219));
      planes[1][i] = 128 + ((cb - 128) * 255) / 224;
      planes[2][i] = 128 + ((cr - 128) * 255) / 224;
    }
  }
  return encodeJpeg({ width, height, planes });
}

t.test('calibrate: from a list to a file the teller takes, and a report without names', async (t) => {
  writeFileSync(place('scores.csv.gz'), gzipSync(scoreList()));
  const out = place('calibration');
  const args = ['calibrate', place('scores.csv.gz'), '--pack', 'default', '--out'];
  const result = run(...args, out, '--fta', '3/523', '--source', 'simulated <numbers>', '--json');
  t.equal(result.status, 0, result.stderr);
  const report = result.json();
  t.equal(report.schema, 'calibration-report@1');
  t.strictSame(
    report.rates.map(({ threshold }: { threshold: number | null }) => threshold !== null),
    [true, true, true, false, false],
    '33,670 pairs support 1e-4 and no more',
  );
  const files = ['calibration.json', 'det.png', 'det.svg', 'report.html', 'scores.png', 'scores.svg', 'summary.json'];
  t.strictSame(readdirSync(out).sort(), files);
  const calibration = parseCalibration(readFileSync(join(out, 'calibration.json'), 'utf8'));
  t.equal(thresholdFor(calibration, 1e-4).threshold, report.rates[2].threshold);
  t.strictSame(calibration.groups.at(-1)!.acquisition?.failures, 3);
  for (const name of files) t.notMatch(readFileSync(join(out, name), 'latin1'), /person-\d/, `${name} names nobody`);
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  t.match(page, 'unsupported');
  t.match(page, 'simulated &lt;numbers&gt;');
  t.notMatch(page, /<script|(src|href)="/, 'one page that needs nothing else');

  const again = run(...args, out);
  t.equal(again.status, 1);
  t.match(again.stderr, /REPORT_UNWRITABLE/, 'a report is never overwritten');
  t.equal(run(...args, place('second'), '--fta', '3/523', '--source', 'simulated <numbers>').status, 0);
  const points = (name: string) => JSON.parse(readFileSync(place(name, 'calibration.json'), 'utf8')).groups;
  t.strictSame(points('second'), points('calibration'), 'the same seed, the same numbers');
});

t.test('calibrate: bad input leaves nothing behind', async (t) => {
  const list = place('bad.csv');
  writeFileSync(list, 'subject_a,subject_b,group_a,group_b,score\na,b,x,y,0.1\na,c,x,y,2\n');
  const out = place('never');
  const result = run('calibrate', list, '--pack', 'default', '--out', out, '--json');
  t.equal(result.status, 1);
  t.equal(result.json().error.code, 'SCORES_INVALID');
  t.match(result.json().error.message, `${list}:3:`);
  t.notOk(existsSync(out));
  t.notOk(readdirSync(folder).some((name) => name.includes('partial')));
  t.equal(run('calibrate', list, '--out', out).status, 64, 'the pack must be named');
  t.equal(run('calibrate', list, '--pack', 'default', '--out', out, '--fmr', '2').status, 64);
  t.equal(run('calibrate', list, '--pack', 'default', '--out', out, '--replicates', '10').status, 64);
  t.match(run('calibrate', place('none'), '--pack', 'default', '--out', out).stderr, /SCORES_INVALID/);
});

t.test('calibrate: captures, through the pack itself', async (t) => {
  const captures = place('captures');
  for (const subject of ['a', 'b']) {
    mkdirSync(join(captures, subject), { recursive: true });
    writeFileSync(join(captures, subject, 'one.jpg'), jpeg(subject === 'a' ? 3 : 8));
    writeFileSync(join(captures, subject, 'two.jpg'), jpeg(subject === 'a' ? 3 : 8, 1));
  }
  // No face: a failure to acquire, counted and not compared.
  writeFileSync(join(captures, 'b', 'three.jpg'), jpeg(null));
  const missing = run('calibrate', captures, '--pack', 'default', '--out', place('c0'));
  t.match(missing.stderr, /CAPTURES_INVALID.*groups\.csv is missing/);
  writeFileSync(join(captures, 'groups.csv'), 'subject,group\na,x\n');
  t.match(run('calibrate', captures, '--pack', 'default', '--out', place('c0')).stderr, /does not list b/);
  writeFileSync(join(captures, 'groups.csv'), 'subject,group\na,x\nb,y\n');
  const result = run('calibrate', captures, '--pack', 'default', '--out', place('c1'), '--json');
  t.equal(result.status, 0, result.stderr);
  const all = result.json().groups.at(-1);
  t.match(all, {
    name: 'all',
    subjects: 2,
    impostorPairs: 4,
    genuinePairs: 2,
    acquisition: { captures: 5, failures: 1 },
  });
  t.ok(result.json().rates.every(({ threshold }: { threshold: number | null }) => threshold === null));
  writeFileSync(join(captures, 'a', 'two.jpg'), 'no picture');
  const damaged = run('calibrate', captures, '--pack', 'default', '--out', place('c2'));
  t.match(damaged.stderr, /CAPTURES_INVALID.*two\.jpg/);
  t.notOk(existsSync(place('c2')));
});

t.test('pad report: decisions of a list, scores by the thresholds of a pack', async (t) => {
  const rows = ['presentation,species,pai_level,decision,match_score'];
  for (let i = 0; i < 150; i++) rows.push(`p${i},print,A,${i < 5 ? 'live' : 'attack'},0.9`);
  for (let i = 0; i < 50; i++) rows.push(`b${i},bona-fide,,${i < 2 ? 'attack' : 'live'},`);
  writeFileSync(place('pad.csv'), `${rows.join('\n')}\n`);
  const out = place('pad');
  const result = run('pad', 'report', place('pad.csv'), '--match-threshold', '0.5', '--out', out, '--json');
  t.equal(result.status, 0, result.stderr);
  const report = result.json();
  t.equal(report.schema, 'pad-report@1');
  t.match(report.species, [{ species: 'print', apcer: { errors: 5, n: 150 }, iapar: { errors: 5, n: 150 } }]);
  t.equal(report.types.filter(({ species }: { species: unknown[] }) => species.length === 0).length, 6);
  t.strictSame(readdirSync(out).sort(), ['apcer.png', 'apcer.svg', 'report.html', 'summary.json']);
  t.match(run('pad', 'report', place('pad.csv'), '--out', place('pad2')).stdout, /5 of 150 \(3.33 %\)\s+6.89 %/);

  writeFileSync(
    place('scores.csv'),
    'presentation,species,pai_level,rgb_score,ir_score\n1,mask,B,9,9\n2,mask,B,-9,9\n',
  );
  t.match(run('pad', 'report', place('scores.csv'), '--out', place('pad3')).stderr, /PRESENTATIONS_INVALID.*--pack/);
  const scored = run('pad', 'report', place('scores.csv'), '--pack', 'default', '--out', place('pad4'), '--json');
  t.match(scored.json().species, [{ species: 'mask', apcer: { errors: 1, n: 2 } }]);
});
