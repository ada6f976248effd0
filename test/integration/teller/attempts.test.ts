import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Attempts } from '../../../src/journal/attempts.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { Sessions } from '../../../src/journal/sessions.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { config } from '../../unit/teller/fixtures.ts';
import { tempFolder } from './bench.ts';

const ACCOUNT = 'pseudonym-0001';

class TestClock implements Clock {
  ms = Date.parse('2026-01-01T00:00:00.000Z');
  monotonicMs = () => this.ms;
  now = () => new Date(this.ms);
}

t.test('R5: counters and delay survive power cycles', (t) => {
  const file = join(tempFolder(t), 'journal.sqlite');
  const clock = new TestClock();
  const secret = new Uint8Array(32).fill(7);
  // Every call with a journal opened anew, as after pulling the plug.
  const withAttempts = <T>(work: (attempts: Attempts) => T): T => {
    const db = openJournal(file);
    try {
      return work(new Attempts({ db, clock, policy: config().policy, secret }));
    } finally {
      db.close();
    }
  };
  const fail = () => withAttempts((attempts) => attempts.fail(ACCOUNT));
  const state = () => withAttempts((attempts) => attempts.state(ACCOUNT));

  for (let i = 0; i < 4; i++) fail();
  t.match(state(), { consecutiveFailures: 4, delayMs: 0 });
  fail();
  t.match(state(), { consecutiveFailures: 5, delayMs: 30_000 }, 'the fifth starts the delay');
  clock.ms += 29_999;
  t.match(state(), { delayMs: 1 });
  clock.ms += 1;
  t.match(state(), { delayMs: 0 });
  fail();
  t.match(state(), { delayMs: 30_000 }, 'and so does each one after it');
  clock.ms -= 365 * 86_400_000;
  t.match(state(), { delayMs: 30_000 }, 'a clock set back makes it no longer');
  withAttempts((attempts) => attempts.succeed(ACCOUNT));
  t.match(state(), { consecutiveFailures: 0, totalFailures: 6, delayMs: 0 });
  withAttempts((attempts) => attempts.poor(ACCOUNT));
  t.match(state(), { consecutiveFailures: 0, totalFailures: 6 }, 'a poor capture is no failure');
  for (let i = 0; i < 44; i++) fail();
  t.match(state(), { totalFailures: 50, faceRouteOff: true });
  withAttempts((attempts) => attempts.succeed(ACCOUNT));
  t.equal(state().faceRouteOff, true, 'a success does not switch it on again');
  t.end();
});

t.test('R5: the delay runs by the monotonic clock while the daemon runs', (t) => {
  const db = openJournal(':memory:');
  const clock = { ms: 0, wall: Date.parse('2026-01-01T00:00:00.000Z') };
  const both: Clock = { monotonicMs: () => clock.ms, now: () => new Date(clock.wall) };
  const attempts = new Attempts({ db, clock: both, policy: config().policy, secret: new Uint8Array(32) });
  for (let i = 0; i < 5; i++) attempts.fail(ACCOUNT);
  clock.wall += 3_600_000;
  t.equal(attempts.state(ACCOUNT).delayMs, 30_000, 'setting the clock forward ends nothing');
  clock.wall -= 365 * 86_400_000;
  clock.ms += 29_000;
  t.equal(attempts.state(ACCOUNT).delayMs, 1000);
  clock.ms += 1000;
  t.equal(attempts.state(ACCOUNT).delayMs, 0, 'and setting it back keeps nobody out');
  const restarted = new Attempts({ db, clock: both, policy: config().policy, secret: new Uint8Array(32) });
  t.equal(restarted.state(ACCOUNT).delayMs, 30_000, 'after a restart the wall clock is all there is: one delay');
  clock.ms += 30_000;
  t.equal(restarted.state(ACCOUNT).delayMs, 0, 'but only one');
  db.close();
  t.end();
});

t.test('the account is not on the disk', (t) => {
  const file = join(tempFolder(t), 'journal.sqlite');
  const db = openJournal(file);
  const clock = new TestClock();
  const attempts = new Attempts({ db, clock, policy: config().policy, secret: new Uint8Array(32) });
  attempts.fail(ACCOUNT);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const bytes = readFileSync(file);
  t.notOk(bytes.includes(ACCOUNT));
  t.ok(bytes.includes('consecutive_failures'), 'and it was the right file');
  t.end();
});

t.test('a journal that cannot be written is said so', (t) => {
  const db = openJournal(':memory:');
  const clock = new TestClock();
  const attempts = new Attempts({ db, clock, policy: config().policy, secret: new Uint8Array(32) });
  const sessions = new Sessions(db, clock);
  db.close();
  t.throws(() => attempts.fail(ACCOUNT), { code: 'JOURNAL_UNWRITABLE' });
  t.throws(() => attempts.state(ACCOUNT), { code: 'JOURNAL_UNWRITABLE' });
  t.throws(() => sessions.opened('session_1'), { code: 'JOURNAL_UNWRITABLE' });
  t.end();
});

t.test('sessions a crash left open are closed at the next start', (t) => {
  const db = openJournal(':memory:');
  const sessions = new Sessions(db, new TestClock());
  sessions.opened('session_1');
  sessions.opened('session_2');
  sessions.closed('session_2', 'refused', ['ID_LOST']);
  t.equal(sessions.closeLeftovers(), 1);
  t.equal(sessions.closeLeftovers(), 0);
  t.match(db.prepare('SELECT end_state, reasons FROM sessions ORDER BY session_id').all(), [
    { end_state: 'lost' },
    { end_state: 'refused', reasons: 'ID_LOST' },
  ]);
  db.close();
  t.end();
});
