import t from 'tap';
import { bufferPlan } from '../../../src/vision/capture/bufferPlan.ts';

t.test('as many frames wait as come in 133 ms, and four buffers more', async (t) => {
  for (const [fps, buffers] of [
    [1, 5],
    [15, 6],
    [30, 8],
    [60, 12],
    [1000, 32],
  ] as const) {
    const plan = bufferPlan(fps);
    t.equal(plan.buffers, buffers, `${fps} fps`);
    t.equal(plan.waiting(buffers), buffers - 4);
    t.equal(plan.waiting(32), buffers - 4, 'never more than are useful');
  }
});

t.test('a board profile may ask for more or fewer; what may wait is the same', async (t) => {
  t.equal(bufferPlan(30, 32).buffers, 32);
  t.equal(bufferPlan(30, 4).buffers, 4);
  t.equal(bufferPlan(30, 32).waiting(32), 4);
});

t.test('a driver that gives few: frames wait for a partner, and two are left for it to fill', async (t) => {
  const plan = bufferPlan(30);
  t.strictSame(
    [3, 4, 5, 6, 7].map((given) => plan.waiting(given)),
    [1, 2, 3, 4, 4],
  );
});
