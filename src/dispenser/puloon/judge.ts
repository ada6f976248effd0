import type { DispenseOutcome, DispenseReport } from '../driver.ts';
import type { CassetteResult, DispenseResponse } from './dispenseResponse.ts';
import { deviceError, hexCode } from './errors.ts';

/**
 * Turns the device's answer into an outcome. The device is believed only as far as its numbers fit the request and each
 * other: EXIT above the request, a good code with notes missing, or more notes counted after the cassette than left or
 * were rejected (they lie on the path) make the result suspect.
 *
 * @param requested notes asked of the upper and the lower cassette
 */
export function judge(requested: readonly [number, number], response: DispenseResponse): DispenseReport {
  const { meaning, effect } = deviceError(response.error);
  const results = [response.upper, response.lower] as const;
  const exited = results.map((result) => result?.exited ?? 0);
  const rejected = results.map((result) => result?.rejected ?? 0);
  const over = effect === 'overDispense';
  const discrepancy = findDiscrepancy(requested, results, over);
  return {
    outcome: outcomeOf(),
    exited,
    rejected,
    deviceCode: hexCode(response.error),
    deviceMeaning: meaning,
    nearEnd: results.map((result) => result?.nearEnd ?? false),
    discrepancy,
    ...(over ? { overDispense: true as const } : {}),
  };

  function outcomeOf(): DispenseOutcome {
    if (discrepancy !== null || effect === 'doubtful') return 'suspect';
    const complete = exited.every((count, i) => count === requested[i]);
    if (effect === 'ok') return complete ? 'dispensed' : 'suspect';
    if (effect === 'countsValid') return complete ? 'dispensed' : 'short';
    // The device says it did not begin: believed only when no sensor counted a note.
    const untouched = results.every((r) => r === null || (r.checked === 0 && r.exited === 0 && r.rejected === 0));
    return untouched ? 'notExecuted' : 'suspect';
  }
}

function findDiscrepancy(
  requested: readonly [number, number],
  results: readonly (CassetteResult | null)[],
  deviceSawMore: boolean,
): string | null {
  for (const [i, result] of results.entries()) {
    if (result === null) continue;
    const name = i === 0 ? 'upper' : 'lower';
    if (result.exited > requested[i]!) {
      return `over-dispense: ${result.exited} notes left the ${name} cassette, ${requested[i]} were asked for`;
    }
    // Whether rejected notes are part of CHK is not documented, so only an excess over both is a contradiction.
    if (result.checked > result.exited + result.rejected) {
      return `${name}: ${result.checked} notes checked, only ${result.exited} out and ${result.rejected} rejected`;
    }
  }
  return deviceSawMore ? 'over-dispense: the device counted more notes than asked for' : null;
}

/** No readable answer: nothing can be told. */
export function unknownReport(meaning: string): DispenseReport {
  return {
    outcome: 'unknown',
    exited: [null, null],
    rejected: [null, null],
    deviceCode: null,
    deviceMeaning: meaning,
    nearEnd: [false, false],
    discrepancy: null,
  };
}
