import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { render } from '../../../src/simulator/scene/render.ts';

const RENDER = join(import.meta.dirname, '../../../src/simulator/scene/render.ts');
const order = {
  count: 4,
  seed: 9,
  identity: 40,
  views: 2,
  kinds: ['live', 'print', 'tablet', 'nobody'] as ('live' | 'print' | 'tablet' | 'nobody')[],
  unlit: 0,
  crops: 'none' as 'none' | 'aligned' | 'box',
  size: 64,
  scale: 2.7,
};

function labels(out: string) {
  const text = readFileSync(join(out, 'labels.jsonl'), 'utf8').trimEnd();
  return text.split('\n').map((line) => JSON.parse(line));
}

t.test('full frames: one label line per pair, byte for byte repeatable', async (t) => {
  const [a, b] = [join(t.testdir(), 'a'), join(t.testdir(), 'b')];
  t.equal(render({ ...order, out: a }), 4);
  t.equal(render({ ...order, out: b }), 4);
  const rgb = readFileSync(join(a, 'rgb.yuyv'));
  t.equal(rgb.length, 4 * 640 * 480 * 2);
  t.ok(rgb.equals(readFileSync(join(b, 'rgb.yuyv'))));
  t.ok(readFileSync(join(a, 'ir.grey')).equals(readFileSync(join(b, 'ir.grey'))));
  t.match(labels(a), [
    { index: 0, kind: 'live', face: 40, target: null, illuminator: 1, ir: { visible: true } },
    { index: 1, kind: 'print', face: 40, target: 40, identity: 41 },
    { index: 2, kind: 'tablet', face: 41, ir: { visible: false } },
    { index: 3, kind: 'nobody', rgb: null, ir: null },
  ]);
});

t.test('aligned crops put the eyes where the template has them', async (t) => {
  const out = t.testdir();
  t.equal(render({ ...order, out, crops: 'aligned', size: 128 }), 3, 'nobody is left out');
  t.equal(readFileSync(join(out, 'rgb.crops')).length, 3 * 128 * 128 * 3);
  t.equal(readFileSync(join(out, 'ir.crops')).length, 3 * 128 * 128);
  for (const line of labels(out)) {
    const [left, right] = line.crop.rgb;
    t.ok(Math.abs(left[0] - 46.3) < 8 && Math.abs(right[0] - 81.5) < 8 && Math.abs(left[1] - 59.7) < 8);
  }
});

t.test('the command says what it does not understand', async (t) => {
  const run = spawnSync(process.execPath, [RENDER, '--out', t.testdir(), '--count', '1', '--kinds', 'live,ghost'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  t.equal(run.status, 2);
  t.match(run.stderr, /no kind 'ghost'/);
});
