import type { StepNotes } from '../journal/stepRecord.ts';
import type { DispenseReport } from './driver.ts';

/** More notes left than were asked for, by the device's own word or by its counts. */
export function isOverDispense(report: DispenseReport, notes: readonly StepNotes[]): boolean {
  if (report.overDispense) return true;
  return notes.some(({ cassette, count }) => (report.exited[cassette] ?? 0) > count);
}
