import type { DatabaseSync } from 'node:sqlite';
import { deletePayoutLock, writeLock } from '../journal/dispenserLock.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import { currentState, type StepRecord } from '../journal/stepRecord.ts';
import type { Clock } from '../lib/clock.ts';
import { bookCounts } from './bookCounts.ts';
import { distrust } from './distrust.ts';
import type { DispenseReport } from './driver.ts';
import { lockFor } from './lockFor.ts';

/**
 * Puts what the device said about a lost result beside the step that is recorded as unknown: a proved result takes its
 * place and lifts the lock that it caused (and no other); a doubtful one locks for that reason instead. Nothing is
 * recorded for a step that somebody settled meanwhile. One transaction.
 *
 * @returns what is recorded now; null when nothing changed
 * @throws JOURNAL_UNWRITABLE: then the step stays unknown and locked
 */
export function recordProof(
  { db, journal, clock }: { readonly db: DatabaseSync; readonly journal: PayoutJournal; readonly clock: Clock },
  step: StepRecord,
  said: DispenseReport,
): DispenseReport | null {
  const { payoutId, notes } = step;
  const report = distrust(said, notes);
  if (report.outcome === 'unknown') return null;
  return journal.inTransaction('a result that was found again', () => {
    const now = journal.steps(payoutId).find((other) => other.step === step.step);
    if (!now || currentState(now) !== 'unknown') return null;
    journal.add(payoutId, step.step, report.outcome, { report, recovered: true });
    bookCounts(db, notes, report);
    const open = journal.steps(payoutId).some((other) => currentState(other) === 'unknown');
    if (!open) deletePayoutLock(db, payoutId);
    const lock = lockFor(report, notes, payoutId, clock.now().toISOString());
    if (lock) writeLock(db, lock);
    journal.setReported(payoutId, false);
    return report;
  });
}
