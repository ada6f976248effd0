import t from 'tap';
import { planNotes } from '../../../src/dispenser/planNotes.ts';
import { splitSteps } from '../../../src/dispenser/splitSteps.ts';
import { seededRandom } from '../../../src/simulator/dispenser/seededRandom.ts';

const usable = (...values: number[]) => values.map((valueMinor) => ({ valueMinor, usable: true }));

t.test('largest notes first, smaller ones where the rest would not come out', (t) => {
  t.same(planNotes(250_000, usable(10_000, 5000)), [25, 0]);
  t.same(planNotes(255_000, usable(10_000, 5000)), [25, 1]);
  t.same(planNotes(6000, usable(5000, 2000)), [0, 3], '50 + 20 + ... would leave a rest');
  t.same(planNotes(11_000, usable(2000, 5000)), [3, 1], 'order of the cassettes does not matter');
  t.same(planNotes(10_000, usable(10_000, 10_000)), [1, 0], 'equal values: the upper one first');
  t.end();
});

t.test('what cannot be made exactly is refused', (t) => {
  const refused = { code: 'NOT_DISPENSABLE' };
  for (const amount of [0, -5000, 1, 12_345, 5000.5, Number.NaN])
    t.throws(() => planNotes(amount, usable(10_000)), refused);
  t.throws(() => planNotes(10_000, [{ valueMinor: 10_000, usable: false }]), refused, 'empty or missing cassette');
  t.same(
    planNotes(10_000, [
      { valueMinor: 10_000, usable: false },
      { valueMinor: 5000, usable: true },
    ]),
    [0, 2],
  );
  t.same(planNotes(2_000_000, usable(10_000)), [200]);
  t.throws(() => planNotes(2_010_000, usable(10_000)), refused, 'more than 200 notes');
  t.end();
});

t.test('agrees with trying everything', (t) => {
  const random = seededRandom(7);
  for (let round = 0; round < 300; round++) {
    const values = [1, 2, 3].map(() => (1 + Math.floor(random() * 12)) * 500);
    const amount = Math.floor(random() * 40) * 500;
    const possible = amount > 0 && exists(amount, values);
    try {
      const notes = planNotes(amount, usable(...values));
      t.equal(
        notes.reduce((sum, count, i) => sum + count * values[i]!, 0),
        amount,
      );
      if (!possible) t.fail(`${amount} of ${values} cannot be made`);
    } catch (error) {
      if (possible) t.fail(`${amount} of ${values} can be made: ${error}`);
    }
  }
  t.end();
});

t.test('steps hold at most the notes of one command and add up to the plan', (t) => {
  t.same(splitSteps([25, 12], 20), [
    [20, 0],
    [5, 12],
  ]);
  t.same(splitSteps([15, 12], 20), [
    [15, 5],
    [0, 7],
  ]);
  t.same(splitSteps([3, 0], 20), [[3, 0]]);
  t.same(splitSteps([0, 0], 20), []);
  t.end();
});

function exists(amount: number, values: readonly number[]): boolean {
  const reachable = new Set([0]);
  for (let sum = 0; sum <= amount; sum += 500) {
    if (reachable.has(sum)) for (const value of values) reachable.add(sum + value);
  }
  return reachable.has(amount);
}

t.test('of cassettes with the same note, the near-empty one gives first or last, and never more than it holds', (t) => {
  const cassettes = [
    { valueMinor: 10_000, usable: true, nearEnd: false, available: 100 },
    { valueMinor: 10_000, usable: true, nearEnd: true, available: 3 },
    { valueMinor: 5000, usable: true, nearEnd: false, available: null },
  ];
  t.same(planNotes(50_000, cassettes, 'last'), [5, 0, 0]);
  t.same(planNotes(50_000, cassettes, 'first'), [2, 3, 0]);
  t.same(planNotes(50_000, [{ ...cassettes[0]!, available: 2 }, ...cassettes.slice(1)], 'last'), [2, 3, 0]);
  const few = cassettes.map((cassette) => ({ ...cassette, available: 1 }));
  t.same(planNotes(25_000, few), [1, 1, 1]);
  t.throws(() => planNotes(30_000, few), { code: 'NOT_DISPENSABLE' });
  t.end();
});
