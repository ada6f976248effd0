import { type ExclusionName, exclusions } from '../check/exclusions.ts';
import { invariantNames } from '../check/violation.ts';
import type { BatchResult } from './batch.ts';
import { replayCommand } from './replay.ts';

const groups: Readonly<Record<string, string>> = {
  class: 'schedules',
  dialect: 'wire protocols',
  fault: 'faults that happened',
  answer: 'what the customer was told',
  event: 'what the daemon said',
  operator: 'operators',
  'start refused': 'starts of the daemon that failed',
  exclusion: 'what no host can see (see below)',
  excused: 'claims that did not have to hold for that reason',
};
const mostShown = 30;

/** The run in words, for a terminal. */
export function printReport(
  { seeds, events, virtualMs, coverage, found }: BatchResult,
  seconds: number,
  dialects: readonly string[],
): void {
  for (const [group, title] of Object.entries(groups)) {
    const names = Object.entries(coverage[group] ?? {}).sort(([a], [b]) => a.localeCompare(b));
    if (names.length === 0) continue;
    console.log(`${title}:`);
    for (const [name, times] of names) console.log(`${String(times).padStart(9)}  ${name}`);
  }
  for (const name of Object.keys(coverage.exclusion ?? {})) {
    console.log(`${name}: ${exclusions[name as ExclusionName]}`);
  }
  for (const { seed, violations } of found.slice(0, mostShown)) {
    for (const { invariant, message, payoutId } of violations) {
      console.log(`VIOLATION seed ${seed}: ${payoutId === null ? '' : `${payoutId}: `}${message}`);
      console.log(`  of: ${invariantNames[invariant]}`);
    }
    console.log(`  replay: ${replayCommand(seed, dialects)}`);
  }
  if (found.length > mostShown) console.log(`and ${found.length - mostShown} seeds more`);
  const hours = Math.round(virtualMs / 3_600_000);
  const rate = Math.round(seeds / seconds);
  console.log(
    `${seeds} seeds in ${seconds.toFixed(0)} s (${rate} a second; ${hours} hours and ${events} events of virtual time)`,
  );
  console.log(`${found.length} seeds with violations`);
}
