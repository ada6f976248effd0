import type { PayoutJournal } from '../journal/payouts.ts';
import type { DispenseReport } from './driver.ts';

/**
 * True for an answer that is already recorded: a device repeats it when the daemon was killed before its last
 * acknowledgement went out. Nothing new is learned from it, and it is no sign of another host on the cable.
 *
 * Never throws: it is called from the serial line's own callbacks. A journal that cannot be read knows of no repeat.
 */
export function isRepeat(journal: PayoutJournal, said: DispenseReport): boolean {
  try {
    const recorded = lastReport(journal);
    return recorded !== undefined && key(recorded) === key(said);
  } catch {
    return false;
  }
}

function lastReport(journal: PayoutJournal): DispenseReport | undefined {
  const [last] = journal.recent(1);
  const details = last && journal.steps(last.payoutId).flatMap(({ states }) => states.map(({ detail }) => detail));
  return details?.findLast(({ report }) => report !== undefined)?.report;
}

function key({ deviceCode, exited, rejected }: DispenseReport): string {
  return JSON.stringify([deviceCode, exited, rejected]);
}
