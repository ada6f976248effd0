import type { StepNotes } from '../journal/stepRecord.ts';
import type { DispenseReport } from './driver.ts';

/** A driver's "all went well" is checked once more against the request before it is believed. */
export function distrust(report: DispenseReport, notes: readonly StepNotes[]): DispenseReport {
  if (report.outcome !== 'dispensed' && report.outcome !== 'short') return report;
  const wrong = notes.find(({ cassette, count }) => {
    const exited = report.exited[cassette];
    if (exited === null || exited === undefined) return count > 0;
    return report.outcome === 'dispensed' ? exited !== count : exited > count;
  });
  if (!wrong) return report;
  const discrepancy = `cassette ${wrong.cassette}: ${report.exited[wrong.cassette]} out, ${wrong.count} asked for`;
  return { ...report, outcome: 'suspect', discrepancy: report.discrepancy ?? discrepancy };
}
