import t from 'tap';
import { addToCounters, readCounters } from '../../../src/journal/cassetteCounters.ts';
import { openJournal, transaction } from '../../../src/journal/database.ts';
import { deletePayoutLock, readLock, readLocks, writeLock } from '../../../src/journal/dispenserLock.ts';
import { PayoutJournal } from '../../../src/journal/payouts.ts';

const clock = { monotonicMs: () => 0, now: () => new Date('2026-08-01T10:00:00.000Z') };
const request = {
  payoutId: 'p1',
  sessionId: 's1',
  dispenseId: 'A',
  decisionSha256: 'AB',
  amountMinor: 10_000,
  currency: 'CNY',
};

t.test('states are only ever added', (t) => {
  const db = openJournal(':memory:');
  const journal = new PayoutJournal(db, clock);
  journal.begin(request, [[{ cassette: 0, valueMinor: 10_000, count: 1 }]]);
  t.throws(() => db.exec("UPDATE payout_states SET state = 'dispensed'"), /append-only/);
  t.throws(() => db.exec('DELETE FROM payout_states'), /append-only/);
  t.same(journal.payoutsIn(['intent']), ['p1']);
  t.same(journal.payoutsIn(['planned']), [], 'only the latest state of a step counts');
  t.end();
});

t.test('one payout per DISPENSEID, whatever its own id', (t) => {
  const journal = new PayoutJournal(openJournal(':memory:'), clock);
  journal.begin(request, []);
  t.throws(() => journal.begin({ ...request, payoutId: 'p2' }, []), { code: 'JOURNAL_UNWRITABLE' });
  t.same(journal.byDispenseId('A'), request);
  t.equal(journal.byPayoutId('p2'), null, 'nothing of the refused one stays');
  t.end();
});

t.test('counters never run backwards', (t) => {
  const db = openJournal(':memory:');
  addToCounters(db, 0, 5, 1);
  addToCounters(db, 0, 3, 0);
  t.throws(() => addToCounters(db, 0, -1, 0), { code: 'JOURNAL_UNWRITABLE' });
  t.throws(() => db.exec('UPDATE cassette_counters SET dispensed = 0'), /backwards/);
  t.throws(() => db.exec('DELETE FROM cassette_counters'), /backwards/);
  t.same(readCounters(db), [{ cassette: 0, dispensed: 8, rejected: 1 }]);
  t.end();
});

t.test('each cause of a lock stays on its own; one with a payout is named first', (t) => {
  const db = openJournal(':memory:');
  const lock = {
    code: 'DISPENSER_LINK_LOST',
    reason: 'cut',
    payoutId: null,
    sinceUtc: '2026-08-01T10:00:00.000Z',
  } as const;
  t.ok(writeLock(db, lock));
  t.notOk(writeLock(db, { ...lock, reason: 'again' }));
  t.match(readLock(db), { reason: 'cut' });
  t.ok(writeLock(db, { ...lock, code: 'DISPENSER_UNEXPECTED' }));
  t.match(readLock(db), { code: 'DISPENSER_LINK_LOST' }, 'the oldest first');
  t.ok(writeLock(db, { ...lock, code: 'PAYOUT_UNKNOWN', payoutId: 'p1' }));
  t.notOk(writeLock(db, { ...lock, code: 'PAYOUT_UNKNOWN', payoutId: 'p1' }));
  t.match(readLock(db), { code: 'PAYOUT_UNKNOWN', payoutId: 'p1' });
  deletePayoutLock(db, 'p1');
  t.match(readLocks(db), [{ code: 'DISPENSER_LINK_LOST' }, { code: 'DISPENSER_UNEXPECTED' }], 'a proof lifts no alarm');
  t.end();
});

t.test('a transaction is all or nothing', (t) => {
  const db = openJournal(':memory:');
  const failing = () =>
    transaction(db, () => {
      addToCounters(db, 0, 5, 0);
      throw new Error('stop');
    });
  t.throws(failing, { message: 'stop' });
  t.same(readCounters(db), []);
  t.end();
});
