import t from 'tap';
import { interval95, upper95 } from '../../../src/lib/clopperPearson.ts';

t.test('no error: the exact rule of three', async (t) => {
  for (const n of [1, 10, 40, 29_956]) {
    const exact = 1 - 0.05 ** (1 / n);
    t.ok(Math.abs(upper95(0, n) - exact) < 1e-9, `${n} trials`);
  }
  t.ok(upper95(0, 29_956) <= 1e-4, 'R6: 29,956 pairs support 1e-4');
  t.ok(upper95(0, 29_954) > 1e-4, 'and two fewer do not');
});

t.test('some errors: against an independent implementation (inverse of the incomplete beta function)', async (t) => {
  // errors, trials, beta quantile (0.95; errors + 1, trials - errors)
  const known = [
    [17, 300, 0.0837888],
    [35, 300, 0.151694],
    [132, 300, 0.489095],
    [218, 300, 0.768846],
    [8, 16, 0.721397],
    [2, 480, 0.0130577],
  ] as const;
  for (const [errors, n, bound] of known) {
    t.ok(Math.abs(upper95(errors, n) / bound - 1) < 1e-5, `${errors} of ${n}`);
  }
});

t.test('where nothing can be said, the bound is 1', async (t) => {
  t.equal(upper95(0, 0), 1, 'nothing tried');
  t.equal(upper95(5, 5), 1, 'everything failed');
  t.equal(upper95(6, 5), 1, 'more errors than trials');
  t.equal(upper95(Number.NaN, 5), 1);
});

t.test('the published bounds of attack tests: accepted of presentations, upper 95 %', async (t) => {
  const table = [
    [0, 20, 13.91],
    [0, 100, 2.95],
    [0, 150, 1.98],
    [1, 150, 3.12],
    [5, 150, 6.88],
    [6, 150, 7.74],
    [15, 150, 14.98],
    [13, 300, 6.8],
  ] as const;
  for (const [errors, n, percent] of table)
    t.equal((100 * upper95(errors, n)).toFixed(2), percent.toFixed(2), `${errors} of ${n}`);
});

t.test('both sides: 2 of 10 is 2.52 % to 55.61 %', async (t) => {
  // The textbook example of Clopper and Pearson's interval.
  const { lower, upper } = interval95(2, 10);
  t.equal(lower.toFixed(4), '0.0252');
  t.equal(upper.toFixed(4), '0.5561');
  t.strictSame(interval95(0, 10).lower, 0);
  t.equal(interval95(0, 10).upper.toFixed(4), '0.3085', '1 - 0.025^(1/10)');
  t.equal(interval95(10, 10).upper, 1);
  t.equal(interval95(10, 10).lower.toFixed(4), '0.6915');
  t.strictSame(interval95(0, 0), { lower: 0, upper: 1 });
});
