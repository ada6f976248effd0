import type { DatabaseSync } from 'node:sqlite';
import { addToCounters } from '../journal/cassetteCounters.ts';
import type { StepNotes } from '../journal/stepRecord.ts';
import type { DispenseReport } from './driver.ts';

/**
 * Adds what a report states to the counters; part of the caller's transaction. Doubtful counts are left out: counters
 * never run backwards, so they wait for the operator's count (reconcile.ts).
 */
export function bookCounts(db: DatabaseSync, notes: readonly StepNotes[], report: DispenseReport): void {
  if (report.outcome === 'suspect' || report.outcome === 'unknown') return;
  for (const { cassette } of notes) {
    addToCounters(db, cassette, report.exited[cassette] ?? 0, report.rejected[cassette] ?? 0);
  }
}
