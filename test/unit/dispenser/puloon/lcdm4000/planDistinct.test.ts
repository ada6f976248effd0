import t from 'tap';
import { planDistinct } from '../../../../../src/dispenser/puloon/lcdm4000/planDistinct.ts';
import { seededRandom } from '../../../../../src/simulator/dispenser/seededRandom.ts';

const limits = { command: 20, cassette: 20 };
const plan = (notes: number[], before: number[] | null, most = limits) => planDistinct(notes, most, before);

t.test('by example', (t) => {
  t.same(plan([5, 0], null), { steps: [[5, 0]], ambiguous: [] });
  t.same(plan([5, 0, 0, 0], [5, 0, 0, 0]).steps, [
    [4, 0, 0, 0],
    [1, 0, 0, 0],
  ]);
  t.same(plan([5], [4, 0, 0, 0]).steps, [[5]], 'another count is told apart as it is');
  t.same(plan([5, 0], [5, 1, 0, 0]).steps, [[5, 0]], 'and so is another mix');
  t.same(plan([1, 1], [1, 1, 0, 0]).steps, [
    [0, 1],
    [1, 0],
  ]);
  t.same(plan([40, 0], null).steps, [
    [20, 0],
    [19, 0],
    [1, 0],
  ]);
  t.same(plan([1], [1]), { steps: [[1]], ambiguous: [0] }, 'one note after one note');
  t.same(plan([2], [2]), { steps: [[2]], ambiguous: [0] }, '1 + 1 would be no better');
  t.same(plan([4], null, { command: 2, cassette: 2 }).steps, [[1], [2], [1]], '2 + 1 + 1 is not told apart, this is');
  t.same(plan([2, 2], null, { command: 1, cassette: 1 }).ambiguous, [], 'cassettes take turns');
  t.same(plan([0, 0], null), { steps: [], ambiguous: [] });
  t.end();
});

t.test('a count before that is impossible now changes nothing', (t) => {
  t.same(plan([7, 0, 0, 3], null), plan([7, 0, 0, 3], [95, 95, 95, 95]));
  t.end();
});

/** The least number of ambiguous steps that any cutting has, by trying all of them. */
function leastAmbiguous(notes: readonly number[], before: string | null, most: typeof limits): number {
  const known = new Map<string, number>();
  const best = (rest: readonly number[], previous: string | null): number => {
    if (rest.every((count) => count === 0)) return 0;
    const key = `${rest}|${previous}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    let least = Number.POSITIVE_INFINITY;
    for (const step of everyStep(rest, most)) {
      const now = String([0, 1, 2, 3].map((i) => step[i] ?? 0));
      const tail = best(
        rest.map((count, i) => count - step[i]!),
        now,
      );
      least = Math.min(least, tail + (now === previous ? 1 : 0));
    }
    known.set(key, least);
    return least;
  };
  return best(notes, before);
}

function everyStep(rest: readonly number[], { command, cassette }: typeof limits): number[][] {
  let steps: number[][] = [[]];
  for (const count of rest) {
    const most = Math.min(count, cassette);
    steps = steps.flatMap((step) => Array.from({ length: most + 1 }, (_, take) => [...step, take]));
  }
  const sum = (step: readonly number[]) => step.reduce((total, count) => total + count, 0);
  return steps.filter((step) => sum(step) > 0 && sum(step) <= command);
}

t.test('properties, and the best there is by trying everything, on 1200 small mixes', (t) => {
  const random = seededRandom(1);
  const int = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const wrong: string[] = [];
  let ambiguousPlans = 0;
  for (let round = 0; round < 1200; round++) {
    const cassettes = int(1, 3);
    const notes = Array.from({ length: cassettes }, () => (random() < 0.3 ? 0 : int(1, 6)));
    const most = { command: int(1, 6), cassette: int(1, 6) };
    const before = random() < 0.3 ? null : notes.map((count) => (random() < 0.7 ? count : int(0, 6)));
    const { steps, ambiguous } = plan(notes, before, most);
    const name = `${notes} by ${most.command}/${most.cassette} after ${before}: ${steps.join(' | ')}`;
    const sum = notes.map((_, i) => steps.reduce((total, step) => total + step[i]!, 0));
    if (String(sum) !== String(notes)) wrong.push(`${name}: not the mix`);
    for (const [k, step] of steps.entries()) {
      const total = step.reduce((all, count) => all + count, 0);
      if (total < 1 || total > most.command || step.some((count) => count > most.cassette)) {
        wrong.push(`${name}: step ${k} beyond the limits`);
      }
      const previous = k === 0 ? before : steps[k - 1]!;
      const same = previous !== null && String(previous) === String(step);
      if (same !== ambiguous.includes(k)) wrong.push(`${name}: step ${k} is told wrongly`);
    }
    const least = leastAmbiguous(notes, before && String([0, 1, 2, 3].map((i) => before[i] ?? 0)), most);
    if (ambiguous.length > least) wrong.push(`${name}: ${ambiguous.length} ambiguous, ${least} is possible`);
    if (ambiguous.length > 0) ambiguousPlans += 1;
  }
  t.same(wrong.slice(0, 10), []);
  t.ok(ambiguousPlans > 50, `${ambiguousPlans} mixes cannot be told apart in full`);
  t.end();
});

t.test('large mixes take few commands more than they must, and no time', (t) => {
  const begun = performance.now();
  for (const notes of [[200], [400, 0, 0, 0], [60, 60, 60, 60], [33, 1, 99, 7], [1, 1, 1, 1]]) {
    for (const before of [null, notes.map((count) => Math.min(20, count))]) {
      const { steps, ambiguous } = plan(notes, before);
      const total = notes.reduce((sum, count) => sum + count, 0);
      t.same(ambiguous, [], `${notes}`);
      t.ok(steps.length <= Math.ceil(total / 19.5) + 1, `${notes} in ${steps.length} commands`);
    }
  }
  t.ok(performance.now() - begun < 2000);
  t.end();
});
