import type { DispenserStatus } from '../../driver.ts';
import { hexCode } from '../hexCode.ts';
import type { StatusResponse } from './status.ts';

/** "No reject tray": the tray has no sensor bit of its own. */
const noTray = 0x26;

/**
 * Sensor bits in the words that every driver shares. A cassette whose TYPE is not its own place counts as missing: it
 * holds other notes than the board profile says. No sensor tells an empty cassette from a near-empty one.
 */
export function toDispenserStatus(response: StatusResponse, cassettes: number): DispenserStatus {
  const { error, divert, eject, exit, reject } = response;
  const sensors = response.cassettes.slice(0, cassettes);
  const check = response.cassettes.flatMap((cassette) => cassette.check);
  return {
    code: hexCode(error),
    cassettes: sensors.map(({ present, nearEnd, type }, index) => ({
      index,
      present: present && type === index + 1,
      nearEnd,
      empty: false,
      count: null,
    })),
    notesOnPath: [...check, ...divert, eject, reject].some((blocked) => blocked),
    noteAtExit: exit,
    rejectTrayPresent: error !== noTray,
  };
}
