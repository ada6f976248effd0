import type { DispenserStatus } from '../driver.ts';
import { codeName } from './describeError.ts';
import type { StatusResponse } from './status.ts';

/**
 * The answer in the words that every driver shares. The bits of the path sensors and of the reject box are not published,
 * and the device cannot see that a cassette is empty (EN). Its error code says so, but nobody knows whether a status
 * answer keeps the last one: a payout must not wait for a code that only a payout clears.
 */
export function toDispenserStatus(response: StatusResponse, cassettes: number): DispenserStatus {
  const { code, additional, cassetteIds, notesAtExit } = response;
  return {
    code: codeName(code, additional),
    cassettes: Array.from({ length: cassettes }, (_, index) => ({
      index,
      present: (cassetteIds[index] ?? null) !== null,
      nearEnd: false,
      empty: false,
      count: null,
    })),
    notesOnPath: false,
    noteAtExit: notesAtExit,
    rejectTrayPresent: true,
  };
}
