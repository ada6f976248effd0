import t from 'tap';
import { openJournal, transaction } from '../../../src/journal/database.ts';
import { Outbox } from '../../../src/journal/outbox.ts';

const clock = { monotonicMs: () => 0, now: () => new Date(0) };

function make(maxRows: number) {
  const db = openJournal(':memory:');
  t.teardown(() => db.close());
  return { db, outbox: new Outbox({ db, maxRows, clock }) };
}

t.test('first in, first out; a row stays until it is acknowledged', async (t) => {
  const { outbox } = make(100);
  for (const text of ['a', 'b']) outbox.enqueue('topic', (n) => `${text}${n}`, 1);
  t.match(outbox.first(), { payload: 'a1', topic: 'topic', qos: 1 });
  t.match(outbox.first(), { payload: 'a1' });
  outbox.acknowledge(outbox.first()!.seq);
  t.match(outbox.first(), { payload: 'b2' });
  outbox.acknowledge(outbox.first()!.seq);
  t.equal(outbox.first(), null);
  outbox.enqueue('topic', (n) => `c${n}`, 1);
  outbox.enqueue('other', (n) => `d${n}`, 1);
  t.match(outbox.first(), { payload: 'c3', seq: 3 }, 'numbers go on, also when the queue was empty');
  outbox.acknowledge(3);
  t.match(outbox.first(), { payload: 'd1' }, 'each topic counts for itself');
});

t.test('full: nothing is dropped, the caller is told, cash that moved still finds room', async (t) => {
  const { outbox } = make(100);
  const reports: string[] = [];
  for (let i = 0; i < 90; i++) outbox.enqueue('decision', (n) => String(n), 1);
  t.notOk(outbox.hasRoom());
  t.throws(() => outbox.enqueue('decision', () => reports.push('composed').toString(), 1), { code: 'OUTBOX_FULL' });
  t.same(reports, []);
  for (let i = 0; i < 10; i++) outbox.enqueue('cash', (n) => String(n), 1, true);
  t.throws(() => outbox.enqueue('cash', (n) => String(n), 1, true), { code: 'OUTBOX_FULL' });
  t.equal(outbox.count(), 100);
});

t.test('takes part in the transaction of the caller', async (t) => {
  const { db, outbox } = make(100);
  t.throws(() =>
    transaction(db, () => {
      outbox.enqueue('topic', () => 'x', 1);
      throw new Error('the payout was not journalled');
    }),
  );
  t.equal(outbox.count(), 0);
  outbox.enqueue('topic', (n) => String(n), 1);
  t.match(outbox.first(), { payload: '1' }, 'the number was given back too');
});
