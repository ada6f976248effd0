import type { DatabaseSync } from 'node:sqlite';
import { readLocks, writeLock } from '../journal/dispenserLock.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import { currentState } from '../journal/stepRecord.ts';
import type { Clock } from '../lib/clock.ts';

/**
 * After a restart. A step in `sent` has no result: it becomes `unknown` and the dispenser is locked. A step in `intent`
 * was not begun: `sent` is on the disk before the first byte leaves, so it and what was only planned become
 * `notExecuted`. Nothing is ever sent again. Idempotent; all of it in one transaction.
 *
 * @returns payouts that were found in flight
 */
export function recoverPayouts(db: DatabaseSync, journal: PayoutJournal, clock: Clock): string[] {
  return journal.inTransaction('the recovery of payouts', () => {
    const inFlight = journal.payoutsIn(['sent']);
    for (const payoutId of journal.payoutsIn(['sent', 'intent', 'planned'])) {
      for (const step of journal.steps(payoutId)) {
        const state = currentState(step);
        if (state === 'sent') {
          journal.add(payoutId, step.step, 'unknown', { reason: 'the daemon ended while the command was out' });
        } else if (state === 'intent' || state === 'planned') {
          journal.add(payoutId, step.step, 'notExecuted', {
            reason: `the daemon ended before the first byte (${state})`,
          });
        }
      }
    }
    // Also without a lock row (it cannot be missing unless the file was tampered with): open payouts always lock.
    const locked = new Set(readLocks(db).map(({ payoutId }) => payoutId));
    for (const payoutId of journal.payoutsIn(['unknown', 'suspect'])) {
      if (locked.has(payoutId)) continue;
      const reason = inFlight.includes(payoutId) ? 'the daemon ended during a payout' : 'a payout is not settled';
      writeLock(db, { code: 'PAYOUT_UNKNOWN', reason, payoutId, sinceUtc: clock.now().toISOString() });
    }
    return inFlight;
  });
}
