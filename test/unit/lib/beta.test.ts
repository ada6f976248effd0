import t from 'tap';
import { betaCdf, betaQuantile } from '../../../src/lib/beta.ts';

const near = (a: number, b: number, relative = 1e-10) => Math.abs(a - b) <= relative * Math.abs(b);

t.test('closed forms of the incomplete beta function', async (t) => {
  for (const x of [1e-9, 0.01, 0.3, 0.5, 0.77, 0.999]) {
    t.ok(near(betaCdf(x, 1, 1), x), 'I_x(1, 1) = x');
    t.ok(near(betaCdf(x, 3, 1), x ** 3), 'I_x(a, 1) = x^a');
    t.ok(near(betaCdf(x, 1, 4), -Math.expm1(4 * Math.log1p(-x))), 'I_x(1, b) = 1 - (1 - x)^b');
    t.ok(near(betaCdf(x, 2, 2), x * x * (3 - 2 * x)), 'I_x(2, 2) = 3x^2 - 2x^3');
    t.ok(near(betaCdf(x, 0.5, 0.5), (2 / Math.PI) * Math.asin(Math.sqrt(x))), 'the arcsine law');
  }
});

t.test('the ends', async (t) => {
  t.equal(betaCdf(0, 2, 3), 0);
  t.equal(betaCdf(1, 2, 3), 1);
  t.equal(betaCdf(-1, 2, 3), 0);
});

t.test('a binomial tail summed term by term', async (t) => {
  // P(X >= 3), X ~ Bin(10, 0.2) = 1 - 0.8^10 - 10 0.2 0.8^9 - 45 0.04 0.8^8 = I_0.2(3, 8)
  const tail = 1 - 0.8 ** 10 - 10 * 0.2 * 0.8 ** 9 - 45 * 0.04 * 0.8 ** 8;
  t.ok(near(betaCdf(0.2, 3, 8), tail));
});

t.test('the quantile inverts, also for ten million trials', async (t) => {
  for (const [a, b] of [
    [1, 29_956],
    [31, 1e6],
    [1e5, 9.9e6],
    [0.5, 7],
    [150, 1],
  ] as const) {
    for (const p of [0.025, 0.05, 0.5, 0.95, 0.975]) {
      t.ok(Math.abs(betaCdf(betaQuantile(p, a, b), a, b) - p) < 1e-7, `${p} of beta(${a}, ${b})`);
    }
  }
});
