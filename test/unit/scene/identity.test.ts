import t from 'tap';
import { identityOf } from '../../../src/simulator/scene/head/identity.ts';
import { buildPerson } from '../../../src/simulator/scene/head/person.ts';
import { Random } from '../../../src/simulator/scene/random.ts';
import { variedSpec } from '../../../src/simulator/scene/variety.ts';

t.test('a seed is a person, for ever', async (t) => {
  t.same(identityOf(77), identityOf(77));
  t.notSame(identityOf(77), identityOf(78));
  const [a, b] = [buildPerson(77), buildPerson(77)];
  t.same(a.head.positions, b.head.positions);
  t.same(a.head.texture.data, b.head.texture.data);
});

t.test('closed lids change the eyes and nothing else', async (t) => {
  const { head } = buildPerson(12);
  let changed = 0;
  for (let k = 0; k < head.texture.data.length; k++) if (head.texture.data[k] !== head.closed.data[k]) changed++;
  t.ok(changed > 0 && changed < head.texture.data.length * 0.1);
});

t.test('every surface of many people is finite and head-sized', async (t) => {
  for (let seed = 500; seed < 506; seed++) {
    const { head, props } = buildPerson(seed);
    for (const mesh of [head, ...props]) {
      const bad = mesh.positions.some((v) => !Number.isFinite(v) || Math.abs(v) > 0.25);
      t.notOk(bad || mesh.normals.some((v) => !Number.isFinite(v)), `person ${seed}`);
    }
  }
});

t.test('random streams: repeatable, independent, in range', async (t) => {
  const [a, b, c] = [new Random(5, 1), new Random(5, 1), new Random(5, 2)];
  const first = Array.from({ length: 100 }, () => a.next());
  t.same(
    first,
    Array.from({ length: 100 }, () => b.next()),
  );
  t.notSame(
    first,
    Array.from({ length: 100 }, () => c.next()),
  );
  t.ok(first.every((v) => v >= 0 && v < 1));
});

t.test('varied scenes keep the limits of the schema', async (t) => {
  for (let seed = 0; seed < 300; seed++) t.equal(variedSpec('live', 1, 1, seed).identity, 1);
});
