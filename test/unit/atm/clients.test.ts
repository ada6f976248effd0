import t from 'tap';
import { Client, Clients } from '../../../src/atm/clients.ts';
import { completionCodeOf, problemOf } from '../../../src/atm/problem.ts';
import { completionCodeSchema } from '../../../src/atm/protocol.ts';
import { z85 } from '../../../src/atm/zap.ts';
import { type Code, catalog } from '../../../src/lib/catalog/index.ts';
import type { Clock } from '../../../src/lib/clock.ts';

class TestClock implements Clock {
  ms = 0;
  monotonicMs = () => this.ms;
  now = () => new Date(this.ms);
}

t.test('rate: a burst, then fifty a second, one warning a second', (t) => {
  const clock = new TestClock();
  const client = new Client(clock);
  const burst = Array.from({ length: 102 }, () => client.admit());
  t.equal(burst.filter((answer) => answer === 'take').length, 100);
  t.strictSame(burst.slice(100), ['warn', 'drop']);
  clock.ms += 1000;
  const next = Array.from({ length: 52 }, () => client.admit());
  t.equal(next.filter((answer) => answer === 'take').length, 50);
  t.strictSame(next.slice(50), ['warn', 'drop']);
  t.end();
});

t.test('requests: new, running, answered, other bytes', (t) => {
  const client = new Client(new TestClock());
  t.equal(client.recall(1, 'a'), 'new');
  t.equal(client.recall(1, 'a'), 'running');
  t.equal(client.recall(1, 'b'), 'other');
  client.remember(1, 'answer');
  t.strictSame(client.recall(1, 'a'), { answer: 'answer' });
  for (let id = 2; id <= 9; id++) t.equal(client.recall(id, 'a'), 'new');
  t.equal(client.recall(10, 'a'), 'busy', 'eight commands run at the same time, not nine');
  t.end();
});

t.test('answers are kept for a while, running commands always', (t) => {
  const client = new Client(new TestClock());
  client.recall(1, 'running');
  for (let id = 2; id <= 70; id++) {
    client.recall(id, 'a');
    client.remember(id, 'answer');
  }
  t.equal(client.recall(1, 'running'), 'running');
  t.equal(client.recall(2, 'a'), 'new', 'the oldest answer is forgotten');
  t.strictSame(client.recall(70, 'a'), { answer: 'answer' });
  t.end();
});

t.test('clients: the longest silent one is forgotten', (t) => {
  const clients = new Clients(new TestClock());
  const first = clients.get('0');
  for (let i = 1; i < 64; i++) clients.get(String(i));
  t.equal(clients.get('0'), first);
  clients.get('64');
  t.equal(clients.get('0'), first, 'used again, so kept');
  t.end();
});

t.test('Z85 is that of RFC 32', (t) => {
  t.equal(z85(Buffer.from('864fd26fb559f75b', 'hex')), 'HelloWorld');
  t.end();
});

t.test('every code has a completion that is not a success, unless it says so', (t) => {
  for (const code of Object.keys(catalog) as Code[]) {
    const completion = completionCodeOf(code);
    t.ok(completionCodeSchema.safeParse(completion).success, code);
    if (catalog[code].refusal) t.not(completion, 'success', code);
    t.equal(problemOf(code).nonFaceRoute, 'card');
  }
  t.equal(completionCodeOf('TOKEN_HMAC'), 'invalidTokenHMAC');
  t.equal(completionCodeOf('ID_LOST'), 'commandErrorCode');
  t.equal(completionCodeOf('SESSION_STATE'), 'sequenceError');
  t.end();
});
