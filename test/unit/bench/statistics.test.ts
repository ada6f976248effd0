import t from 'tap';
import { percentile } from '../../bench/statistics.ts';

t.test('nearest rank: a value that was measured, never one between two', async (t) => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  t.equal(percentile(hundred, 0.05), 5);
  t.equal(percentile(hundred, 0.5), 50);
  t.equal(percentile(hundred, 0.99), 99);
  t.equal(percentile(hundred, 0), 1, 'the smallest');
  t.equal(percentile(hundred, 1), 100, 'the largest');
  t.equal(hundred[0], 100, 'the samples stay in their order');
});

t.test('few samples: the tails are the extremes', async (t) => {
  t.equal(percentile([3, 1, 2], 0.05), 1);
  t.equal(percentile([3, 1, 2], 0.95), 3);
  t.equal(percentile([7], 0.5), 7);
  t.ok(Number.isNaN(percentile([], 0.5)), 'of nothing there is no percentile');
});
