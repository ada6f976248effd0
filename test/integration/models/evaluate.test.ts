import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const python = process.env.TELLERSIGHT_PYTHON ?? 'python3';
const run = (args: string[], env: Record<string, string> = {}) => {
  const { TELLERSIGHT_DATA: _, TELLERSIGHT_MODELS: __, ...rest } = process.env;
  return spawnSync(python, args, { cwd: root, env: { ...rest, ...env }, encoding: 'utf8' });
};
const installed = run(['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0;
const ready = run(['-c', 'import cv2, numpy, onnx, onnxruntime']).status === 0;
const evaluate = 'models/training/eval/evaluate.py';

t.test('npm run eval says what is missing and ends with a code of its own', { skip: !installed }, (t) => {
  const script = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts.eval as string;
  t.match(script, evaluate);
  const folder = t.testdir({ data: { utk: {} }, models: { 'yunet_n_320_320.onnx': '' } });
  const [data, models] = [join(folder, 'data'), join(folder, 'models')];
  const nothing = run([evaluate, 'models/default']);
  t.match(
    [nothing.status, nothing.stderr],
    [66, /^nothing was measured: the research data .+TELLERSIGHT_DATA=\(not set\)/],
  );
  t.equal(run([evaluate, 'models/default'], { TELLERSIGHT_DATA: models }).status, 66, 'a folder without the sets');
  const yardstick = run([evaluate, 'models/default'], { TELLERSIGHT_DATA: data, TELLERSIGHT_MODELS: data });
  t.match([yardstick.status, yardstick.stderr], [66, /reference models/]);
  t.equal(run([evaluate], { TELLERSIGHT_DATA: data }).status, 64, 'no pack named');
  const env = { TELLERSIGHT_DATA: data, TELLERSIGHT_MODELS: models };
  const other = run([evaluate, folder], env);
  if (ready) t.match([other.status, other.stderr], [66, /manifest\.json/], 'no pack there');
  else t.match([other.status, other.stderr], [69, /pip install -r .+requirements\.txt/]);
  t.end();
});

/** Scores with known answers: what the table says of them is worked out by hand in the test. */
const FIGURES = `
import sys, json, numpy as np
sys.path.insert(0, "models/training")
from eval.matching import accuracy, fnmr_at
from eval.detection import measure
from pad.metrics import area_and_eer
same = np.tile([True, False], 500)
apart, mixed = np.where(same, 0.8, 0.1), np.where(same, 0.8, 0.1)
mixed[::20] = 0.1
r = np.random.default_rng(1)
box, points = np.float32([[10, 10, 40, 40]]), np.float32([[[20, 20], [40, 20], [30, 30], [22, 40], [38, 40]]])
items = [(None, box, points)] * 4
found = iter([(box, points + [3, 4], np.ones(1))] * 3 + [(box + [100, 0, 0, 0], points, np.ones(1))])
print(json.dumps({"apart": accuracy(apart, same), "mixed": accuracy(mixed, same), "noise": accuracy(r.random(2000), np.arange(2000) % 2 == 0),
  "fnmr": fnmr_at(np.arange(10000) / 10000, np.array([0.5, 0.999, 0.9995, 1.0]), 1e-3),
  "detector": measure(lambda im, _: next(found), items, 0), "auc": area_and_eer([3, 2, 1], [0, 1.5, -1])[0]}))
`;

t.test('the figures are what can be counted by hand', { skip: !ready }, (t) => {
  const { stdout, stderr } = run(['-c', FIGURES]);
  const got = JSON.parse(stdout || JSON.stringify({ stderr }));
  t.equal(got.apart, 1);
  // 50 of the 500 pairs of one person score like strangers.
  t.ok(Math.abs(got.mixed - 0.95) < 1e-9, `mixed: ${got.mixed}`);
  t.ok(Math.abs(got.noise - 0.5) < 0.05, `noise: ${got.noise}`);
  // Ten of 10,000 strangers reach 0.999; of four genuine scores one lies below it and one on it.
  t.strictSame(got.fnmr, [0.999, 0.5]);
  // Three of four faces, each landmark 5 pixels away, the eyes 20 apart; the fourth box is a false one.
  t.match(got.detector, { pictures: 4, recall: 0.75, false: 1, landmarkMean: 0.25 });
  // Of nine pairs of a live face and an attack one is the wrong way round.
  t.ok(Math.abs(got.auc - 8 / 9) < 1e-9);
  t.end();
});

t.test('several runs become one page: a figure per line, a pack per column', { skip: !installed }, (t) => {
  const folder = t.testdir();
  const page = join(folder, 'page.md');
  const save = (name: string, rows: object[]) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ pack: name, rows }));
    return join(folder, `${name}.json`);
  };
  const row = (what: string, value: string) => ({
    model: 'embedder',
    what,
    value,
    of: '6000 pairs; threshold 1',
    aim: '≥ 98.5 %',
  });
  const runs = [save('a', [row('accuracy', '90 %')]), save('b', [row('accuracy', '91 %'), row('ms', '2')])];
  const table = ['models/training/eval/table.py', ...runs, '--out', page];
  writeFileSync(page, '# A page without a place\n');
  t.not(run(table).status, 0);
  writeFileSync(page, 'above\n<!-- table: eval/table.py -->\nold\n<!-- end of table -->\nbelow\n');
  t.equal(run(table).status, 0);
  const lines = readFileSync(page, 'utf8').split('\n');
  t.strictSame([lines[0], lines.at(-2)], ['above', 'below']);
  t.ok(lines.includes('| embedder | accuracy | 90 % | 91 % | ≥ 98.5 % | 6000 pairs |'));
  t.ok(lines.includes('| embedder | ms |  | 2 | ≥ 98.5 % | 6000 pairs |'));
  t.notOk(lines.includes('old'));
  t.end();
});
