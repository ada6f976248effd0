import t from 'tap';
import { smoke } from '../../../src/packs/smoke.ts';
import type { ModelEntry } from '../../../src/vision/pack/manifest.ts';
import type { Model } from '../../../src/vision/pack/model.ts';

const input = { name: 'input', width: 16, height: 8, layout: 'nchw', channels: 'rgb', type: 'uint8' } as const;
const softmax = { kind: 'softmax', name: 'live', classes: 2, live: 1, applied: true } as const;
const embedding = { kind: 'embedding', name: 'e', dimensions: 16 } as const;

/** A model whose answer is this function of its input and of how often it was asked. */
function model(answer: (levels: readonly number[], run: number) => number[], more: object = {}) {
  let runs = 0;
  let wiped = false;
  const entry = { role: 'embed', file: 'm.onnx', input, output: embedding, ...more } as unknown as ModelEntry;
  const tensor = new Uint8Array(16 * 8 * 3);
  const run = async () => ({ e: Float32Array.from(answer([...tensor], runs++)) });
  const fake = { entry, input: tensor, run, wipe: () => (wiped = true) } as unknown as Model;
  return { fake, wiped: () => wiped };
}

const sum = (levels: readonly number[]) => levels.reduce((total, level) => total + level, 0);
const sane = (levels: readonly number[]) => Array.from({ length: 16 }, (_, i) => levels[i * 24]! + i);

t.test('a sane model gives its vector, the same on every machine, and is wiped', async (t) => {
  const { fake, wiped } = model(sane);
  const vector = await smoke(fake);
  t.equal(vector.length, 16);
  t.ok(new Set(vector.map((value, i) => value - i)).size > 4, 'the pattern has contrast');
  t.ok(wiped());
  const recorded = { smoke: { values: vector, tolerance: 0.5 } };
  t.same(await smoke(model(sane, recorded).fake), vector);
  const off = (by: number) =>
    model((levels) => sane(levels).map((value, i) => value + (i === 15 ? by : 0)), recorded).fake;
  await t.resolves(smoke(off(0.5)));
  await t.rejects(smoke(off(0.75)), { code: 'PACK_SMOKE' });
});

t.test('what is not sane', async (t) => {
  const cases: [what: string, answer: Parameters<typeof model>[0], more?: object][] = [
    ['not a number', (levels) => [...sane(levels).slice(1), Number.NaN]],
    ['infinite', (levels) => [...sane(levels).slice(1), Number.POSITIVE_INFINITY]],
    ['deaf to its input', () => Array(16).fill(1)],
    ['another answer each time', (levels, run) => sane(levels).map((value) => value + run)],
    ['a zero embedding', (levels, run) => (run % 2 === 0 ? Array(16).fill(0) : sane(levels))],
    ['probabilities that do not add up', (levels) => [sum(levels) / 1e6, 0.2], { output: softmax }],
  ];
  for (const [what, answer, more] of cases) {
    const { fake, wiped } = model(answer, more);
    await t.rejects(smoke(fake), { code: 'PACK_SMOKE' }, what);
    t.ok(wiped(), `${what}: wiped`);
  }
});
