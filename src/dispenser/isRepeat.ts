import type { PayoutJournal } from '../journal/payouts.ts';
import type { DispenseReport } from './driver.ts';

/**
 * True for an answer that is already recorded: a device repeats it when the daemon was killed before its last
 * acknowledgement went out. Nothing new is learned from it, and it is no sign of another host on the cable.
 */
export function isRepeat(journal: PayoutJournal, { exited, rejected, deviceCode }: DispenseReport): boolean {
  const [last] = journal.recent(1);
  if (!last) return false;
  const report = journal
    .steps(last.payoutId)
    .findLast(({ states }) => states.some(({ detail }) => detail.report !== undefined))
    ?.states.findLast(({ detail }) => detail.report !== undefined)?.detail.report;
  if (!report || report.deviceCode !== deviceCode) return false;
  return JSON.stringify([report.exited, report.rejected]) === JSON.stringify([exited, rejected]);
}
