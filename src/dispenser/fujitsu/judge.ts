import type { DispenseOutcome, DispenseReport } from '../driver.ts';
import type { CountResponse } from './countResponse.ts';
import { codeName, describeError } from './describeError.ts';
import { deviceError } from './errors.ts';

/**
 * Turns the device's answer into an outcome. The device is believed only as far as its answer fits the request and
 * itself, and an error code that one source alone explains never makes counts certain (reference §4.6).
 *
 * @param requested notes asked of each of the four slots
 * @param cassettes slots of the board's profile; the report has so many places
 */
export function judge(requested: readonly number[], response: CountResponse, cassettes: number): DispenseReport {
  const { code, additional, dispensed, rejected } = response;
  const over = dispensed.findIndex((count, slot) => count > (requested[slot] ?? 0));
  const discrepancy = findDiscrepancy(requested, response, over);
  return {
    outcome: discrepancy === null ? outcomeOf(requested, response) : 'suspect',
    exited: dispensed.slice(0, cassettes),
    rejected: rejected.slice(0, cassettes),
    deviceCode: codeName(code, additional),
    deviceMeaning: describeError(code, additional),
    nearEnd: Array.from({ length: cassettes }, () => false),
    discrepancy,
    ...(over >= 0 ? { overDispense: true as const } : {}),
  };
}

function outcomeOf(requested: readonly number[], { code, dispensed }: CountResponse): DispenseOutcome {
  const { effect, unconfirmed } = deviceError(code);
  if (effect === 'ok') return 'dispensed';
  if (effect !== 'countsValid' || unconfirmed) return 'suspect';
  // An early stop with every note counted contradicts itself.
  return dispensed.every((count, slot) => count === (requested[slot] ?? 0)) ? 'suspect' : 'short';
}

function findDiscrepancy(requested: readonly number[], response: CountResponse, over: number): string | null {
  const { abnormal, code, dispensed, notesAtExit } = response;
  const wanted = (slot: number) => requested[slot] ?? 0;
  if (over >= 0)
    return `over-dispense: ${dispensed[over]} notes left cassette ${over + 1}, ${wanted(over)} were asked for`;
  if (abnormal !== (code !== 0)) return `the answer is ${abnormal ? 'abnormal' : 'normal'}, its code says the opposite`;
  const missing = dispensed.findIndex((count, slot) => count < wanted(slot));
  if (!abnormal && missing >= 0) {
    return `normal end, but ${dispensed[missing]} of ${wanted(missing)} notes of cassette ${missing + 1}`;
  }
  // The exit was free before the count.
  if (notesAtExit && dispensed.every((count) => count === 0)) return 'no note was counted, but one lies at the exit';
  return null;
}
