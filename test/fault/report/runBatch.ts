import { drawSchedule } from '../draw/drawSchedule.ts';
import { type RunOptions, runSchedule } from '../world/runSchedule.ts';
import type { Batch, BatchResult, Found } from './batch.ts';
import { Coverage } from './coverage.ts';

/** Runs seeds one after the other, in one synchronous call: from outside of promise jobs only (see drainMicrotasks). */
export function runBatch({ from, count, dialects }: Batch, parts: RunOptions['parts'] = {}): BatchResult {
  const coverage = new Coverage();
  const found: Found[] = [];
  let events = 0;
  let virtualMs = 0;
  for (let seed = from; seed < from + count; seed++) {
    const schedule = drawSchedule(seed, dialects);
    coverage.count('class', schedule.class);
    coverage.count('dialect', schedule.dialect);
    const result = runSchedule(schedule, { coverage, parts });
    events += result.events;
    virtualMs += result.virtualMs;
    if (result.violations.length > 0) found.push({ seed, dialect: schedule.dialect, violations: result.violations });
  }
  return { seeds: count, events, virtualMs, coverage: coverage.counts, found };
}
