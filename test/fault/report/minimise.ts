import type { InvariantName } from '../check/violation.ts';
import type { Schedule } from '../draw/schedule.ts';
import { type RunOptions, runSchedule } from '../world/runSchedule.ts';
import { Coverage } from './coverage.ts';

/**
 * The smallest schedule that still breaks the invariant that this one breaks first: without one fault, and without one
 * thing the client does, as long as something can be left out.
 */
export function minimise(schedule: Schedule, parts: RunOptions['parts'] = {}): Schedule {
  const broken = (candidate: Schedule): InvariantName | null =>
    runSchedule(candidate, { coverage: new Coverage(), parts }).violations[0]?.invariant ?? null;
  const wanted = broken(schedule);
  if (wanted === null) return schedule;
  let best = schedule;
  for (let smaller = true; smaller; ) {
    smaller = false;
    for (const candidate of smallerOnes(best)) {
      if (broken(candidate) !== wanted) continue;
      best = candidate;
      smaller = true;
      break;
    }
  }
  return best;
}

function* smallerOnes(schedule: Schedule): Iterable<Schedule> {
  const { faults, client, setup } = schedule;
  for (const i of faults.keys()) yield { ...schedule, faults: faults.toSpliced(i, 1) };
  for (const i of client.keys()) if (client.length > 1) yield { ...schedule, client: client.toSpliced(i, 1) };
  const plain = { ...setup, splitRate: 0, lateMs: 0, latencyMs: 0, rejectRate: 0 };
  if (JSON.stringify(plain) !== JSON.stringify(setup)) yield { ...schedule, setup: plain };
}
