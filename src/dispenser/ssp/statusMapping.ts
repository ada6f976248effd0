import type { DispenserStatus } from '../driver.ts';
import type { Account } from './account.ts';
import type { SspEvent } from './event.ts';

const bezel = 0xce;
const jams = [0xd5, 0xe9, 0xea, 0xb1];
const outOfService = 0xc6;

/** Events and levels in the words that every driver shares. A payout unit that is out of service has no cassettes. */
export function toDispenserStatus(
  events: readonly SspEvent[],
  { levels }: Account,
  nearEndNotes: readonly number[],
): DispenserStatus {
  const has = (...codes: number[]) => events.some(({ code }) => codes.includes(code));
  const codes = events.map(({ code }) => code.toString(16).toUpperCase());
  return {
    code: codes.length === 0 ? 'F0' : [...new Set(codes)].join(' '),
    cassettes: levels.map((level, index) => ({
      index,
      present: level !== null && !has(outOfService),
      nearEnd: level !== null && level < (nearEndNotes[index] ?? 0),
      empty: level === 0,
      count: level,
    })),
    notesOnPath: has(...jams),
    noteAtExit: has(bezel, 0xe9),
    // The cashbox takes what is not paid; no event of the reference says that it is missing.
    rejectTrayPresent: true,
  };
}
