import t from 'tap';
import { Watchdog } from '../../../src/system/watchdog.ts';

function make(environment: NodeJS.ProcessEnv = { WATCHDOG_USEC: '30000000' }) {
  let ms = 0;
  const sent: string[] = [];
  const notify = {
    ready: () => sent.push('READY'),
    status: (text: string) => sent.push(text),
    stopping: () => sent.push('STOPPING'),
    watchdog: () => sent.push('WATCHDOG'),
  };
  const clock = { monotonicMs: () => ms, now: () => new Date(ms) };
  return { dog: new Watchdog({ notify, clock, environment }), sent, pass: (by: number) => (ms += by) };
}

t.test('the interval is half of WATCHDOG_USEC, and only for this process', async (t) => {
  t.equal(make().dog.intervalMs, 15_000);
  t.equal(make({}).dog.intervalMs, null);
  for (const usec of ['', '0', '-5', 'x', '1e9']) t.equal(make({ WATCHDOG_USEC: usec }).dog.intervalMs, null, usec);
  t.equal(make({ WATCHDOG_USEC: '2000000', WATCHDOG_PID: String(process.pid) }).dog.intervalMs, 1000);
  t.equal(make({ WATCHDOG_USEC: '2000000', WATCHDOG_PID: '1' }).dog.intervalMs, null);
});

t.test('fed only while every source gets somewhere', async (t) => {
  const { dog, sent, pass } = make();
  dog.register('vision', 5000);
  dog.register('teller', 20_000);
  dog.feed();
  t.same(sent, ['WATCHDOG']);
  pass(5001);
  dog.progress('teller');
  dog.feed();
  t.same(sent.at(-1), 'no progress: vision', 'one stalled source is enough');
  dog.progress('vision');
  dog.feed();
  t.equal(sent.at(-1), 'WATCHDOG', 'and it recovers');
  pass(20_001);
  dog.progress('vision');
  dog.feed();
  t.equal(sent.at(-1), 'no progress: teller');
  dog.progress('somebody else');
  t.same(dog.stalled(), ['teller'], 'a name nobody registered helps nobody');
});
