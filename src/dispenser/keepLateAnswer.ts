import type { PayoutJournal } from '../journal/payouts.ts';
import type { Log } from '../system/log.ts';
import type { DispenseReport } from './driver.ts';

/**
 * Puts an answer that came too late beside the payout that is recorded as unknown: evidence for the operator. It never
 * unlocks by itself, and never becomes the answer to another command.
 *
 * Never throws: it is called from the serial line's own callbacks.
 *
 * @returns false when no payout waits for a late answer, or when that cannot be told
 */
export function keepLateAnswer(journal: PayoutJournal, log: Log, report: DispenseReport): boolean {
  try {
    return keep(journal, log, report);
  } catch (error) {
    log.error(error);
    return false;
  }
}

function keep(journal: PayoutJournal, log: Log, report: DispenseReport): boolean {
  for (const payoutId of journal.payoutsIn(['unknown'])) {
    const step = journal.steps(payoutId).find(({ states }) => {
      return states.at(-1)?.state === 'unknown' && !states.some(({ detail }) => detail.late);
    });
    if (!step) continue;
    log.event('DISPENSER_LATE_RESULT', `late answer: ${report.exited.join('/')} notes out`, { payoutId });
    try {
      journal.add(payoutId, step.step, 'unknown', { late: report });
    } catch (error) {
      log.error(error);
    }
    return true;
  }
  return false;
}
