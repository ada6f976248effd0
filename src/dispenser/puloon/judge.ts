import type { DispenseOutcome, DispenseReport } from '../driver.ts';
import type { CassetteResult } from './cassetteResult.ts';
import type { ErrorEntry } from './errorEntry.ts';
import { hexCode } from './hexCode.ts';

export interface Said {
  readonly error: number;
  /** What the device's error byte means. */
  readonly entry: ErrorEntry;
  /** One per cassette; null for one that the command does not touch. */
  readonly results: readonly (CassetteResult | null)[];
}

/**
 * Turns the device's answer into an outcome. The device is believed only as far as its numbers fit the request and each
 * other: EXIT above the request, a good code with notes missing, or more notes counted after the cassette than left or
 * were rejected (they lie on the path) make the result suspect.
 *
 * @param requested notes asked of each cassette
 * @param names of the cassettes, for a person
 */
export function judge(requested: readonly number[], said: Said, names: readonly string[]): DispenseReport {
  const { error, entry, results } = said;
  const exited = results.map((result) => result?.exited ?? 0);
  const over = entry.effect === 'overDispense';
  const discrepancy = findDiscrepancy(requested, results, names, over);
  return {
    outcome: discrepancy === null ? outcomeOf(requested, exited, said) : 'suspect',
    exited,
    rejected: results.map((result) => result?.rejected ?? 0),
    deviceCode: hexCode(error),
    deviceMeaning: entry.meaning,
    nearEnd: results.map((result) => result?.nearEnd ?? false),
    discrepancy,
    ...(over ? { overDispense: true as const } : {}),
  };
}

function outcomeOf(requested: readonly number[], exited: readonly number[], { entry, results }: Said): DispenseOutcome {
  const complete = exited.every((count, i) => count === (requested[i] ?? 0));
  switch (entry.effect) {
    case 'ok':
      return complete ? 'dispensed' : 'suspect';
    case 'countsValid':
      return complete ? 'dispensed' : 'short';
    case 'notExecuted': {
      // The device says it did not begin: believed only when no sensor counted a note.
      const untouched = results.every((r) => r === null || (!r.checked && r.exited === 0 && r.rejected === 0));
      return untouched ? 'notExecuted' : 'suspect';
    }
    default:
      return 'suspect';
  }
}

function findDiscrepancy(
  requested: readonly number[],
  results: readonly (CassetteResult | null)[],
  names: readonly string[],
  deviceSawMore: boolean,
): string | null {
  for (const [i, result] of results.entries()) {
    if (result === null) continue;
    const { checked, exited, rejected } = result;
    const asked = requested[i] ?? 0;
    if (exited > asked) {
      return `over-dispense: ${exited} notes left the ${names[i]} cassette, ${asked} were asked for`;
    }
    // Whether rejected notes are part of CHK is not documented, so only an excess over both is a contradiction.
    if (checked !== null && checked > exited + rejected) {
      return `${names[i]}: ${checked} notes checked, only ${exited} out and ${rejected} rejected`;
    }
    // Every note passes the sensors behind its cassette on its way out.
    if (checked !== null && checked < exited) {
      return `${names[i]}: ${exited} notes out, only ${checked} were seen behind the cassette`;
    }
  }
  return deviceSawMore ? 'over-dispense: the device counted more notes than asked for' : null;
}
