import type { StepNotes } from '../journal/stepRecord.ts';
import type { DispenseReport } from './driver.ts';
import { isOverDispense } from './isOverDispense.ts';
import type { DispenserLock } from './payoutApi.ts';

/** The lock that a result causes; null for a certain one. */
export function lockFor(
  report: DispenseReport,
  notes: readonly StepNotes[],
  payoutId: string,
  sinceUtc: string,
): DispenserLock | null {
  if (report.outcome !== 'unknown' && report.outcome !== 'suspect') return null;
  const device = report.deviceCode === null ? '' : ` (device code ${report.deviceCode})`;
  const reason = `${report.discrepancy ?? report.deviceMeaning ?? report.outcome}${device}`;
  return { code: codeOf(report, notes), reason, payoutId, sinceUtc };
}

function codeOf(report: DispenseReport, notes: readonly StepNotes[]) {
  if (report.outcome === 'unknown') return 'PAYOUT_UNKNOWN';
  return isOverDispense(report, notes) ? 'OVER_DISPENSE' : 'PAYOUT_SUSPECT';
}
