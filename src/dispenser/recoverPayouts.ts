import type { DatabaseSync } from 'node:sqlite';
import { readLock, writeLock } from '../journal/dispenserLock.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import { currentState } from '../journal/stepRecord.ts';
import type { Clock } from '../lib/clock.ts';

/**
 * After a restart: a step in `intent` or `sent` has no result, and the device cannot be asked for one. It becomes
 * `unknown` and the dispenser is locked; steps that were only planned become `notExecuted`. Nothing is ever sent again.
 * Idempotent; all of it in one transaction.
 *
 * @returns payouts that were found in flight
 */
export function recoverPayouts(db: DatabaseSync, journal: PayoutJournal, clock: Clock): string[] {
  return journal.inTransaction('the recovery of payouts', () => {
    const inFlight = journal.payoutsIn(['intent', 'sent']);
    for (const payoutId of new Set([...inFlight, ...journal.payoutsIn(['planned'])])) {
      for (const step of journal.steps(payoutId)) {
        const state = currentState(step);
        if (state === 'intent' || state === 'sent') {
          journal.add(payoutId, step.step, 'unknown', { reason: `the daemon ended while the step was in ${state}` });
        } else if (state === 'planned') {
          journal.add(payoutId, step.step, 'notExecuted', { reason: 'the daemon ended before the step began' });
        }
      }
    }
    // Also without a lock row (it cannot be missing unless the file was tampered with): open payouts always lock.
    const [open] = journal.payoutsIn(['unknown', 'suspect']);
    if (open !== undefined && (readLock(db)?.payoutId ?? null) === null) {
      const reason = inFlight.includes(open) ? 'the daemon ended during a payout' : 'a payout is not settled';
      writeLock(db, { code: 'PAYOUT_UNKNOWN', reason, payoutId: open, sinceUtc: clock.now().toISOString() });
    }
    return inFlight;
  });
}
