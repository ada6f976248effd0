import t from 'tap';
import type { FramePair } from '../../../src/vision/capture/frameSource.ts';
import { PairQueue } from '../../../src/vision/capture/pairQueue.ts';

const pair = (skewUs: number) => ({ skewUs }) as FramePair;

t.test('a slow taker gets the newest, the others are handed back', async (t) => {
  const overtaken: number[] = [];
  const queue = new PairQueue((old) => overtaken.push(old.skewUs), 2);
  for (let i = 0; i < 6; i++) queue.push(pair(i));
  t.strictSame(overtaken, [0, 1, 2, 3]);
  t.equal((await queue.take(10, String)).skewUs, 4);
  t.equal((await queue.take(10, String)).skewUs, 5);
  queue.push(pair(6));
  queue.clear();
  t.strictSame(overtaken.at(-1), 6);
});

t.test('a taker that gave up is not handed a pair', async (t) => {
  const overtaken: number[] = [];
  const queue = new PairQueue((old) => overtaken.push(old.skewUs), 1);
  await t.rejects(
    queue.take(5, () => 'counters'),
    { code: 'CAPTURE_SILENT', message: /counters/ },
  );
  queue.push(pair(1));
  t.equal((await queue.take(5, String)).skewUs, 1, 'kept for the next taker');
});

t.test('a failure reaches who waits and who comes later; what had arrived is still given', async (t) => {
  const queue = new PairQueue(() => {}, 1);
  const waiting = queue.take(5000, String);
  queue.fail(new Error('unplugged'));
  queue.fail(new Error('second'));
  await t.rejects(waiting, { message: 'unplugged' });
  await t.rejects(queue.take(5000, String), { message: 'unplugged' });
  queue.push(pair(3));
  t.equal((await queue.take(5, String)).skewUs, 3);
});
