import type { DispenserStatus } from '../../driver.ts';
import { hexCode } from '../hexCode.ts';
import type { StatusResponse } from './status.ts';

/** Sensor bits in the words that every driver shares. */
export function toDispenserStatus(response: StatusResponse, cassettes: number): DispenserStatus {
  const emptyCodes = [0x38, 0x40];
  return {
    code: hexCode(response.error),
    cassettes: Array.from({ length: cassettes }, (_, index) => ({
      index,
      present: !response.cassetteMissing[index],
      nearEnd: response.nearEnd[index] ?? false,
      // ERR alone may be left over from an earlier dispense (undocumented); the near-end sensor has to agree.
      empty: response.error === emptyCodes[index] && (response.nearEnd[index] ?? false),
      count: null,
    })),
    notesOnPath: [...response.check, ...response.divert, response.eject].some((blocked) => blocked),
    noteAtExit: response.exit,
    rejectTrayPresent: !response.rejectTrayMissing,
  };
}
