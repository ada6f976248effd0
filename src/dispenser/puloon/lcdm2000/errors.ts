import { type ErrorEntry, undocumented } from '../errorEntry.ts';

/** The error byte ERR of the LCDM-1000 and LCDM-2000 (LCDM-2000T V3.2; reference §2.6). */
const table: Readonly<Record<number, ErrorEntry>> = {
  48: { meaning: 'good', effect: 'ok' },
  49: { meaning: 'normal stop', effect: 'ok' },
  50: { meaning: 'pick-up error', effect: 'countsValid' },
  51: { meaning: 'jam at check sensors 1, 2', effect: 'doubtful' },
  52: { meaning: 'more notes than requested', effect: 'overDispense' },
  53: { meaning: 'jam at exit or eject, notes may be in reach', effect: 'doubtful' },
  54: { meaning: 'jam at diverter', effect: 'doubtful' },
  55: { meaning: 'undefined command', effect: 'notExecuted' },
  56: { meaning: 'upper cassette empty', effect: 'countsValid' },
  58: { meaning: 'counting error between check 3, 4 and diverter', effect: 'doubtful' },
  59: { meaning: 'note request error', effect: 'notExecuted' },
  60: { meaning: 'counting error between diverter and eject', effect: 'doubtful' },
  61: { meaning: 'counting error between eject and exit, notes may be out', effect: 'doubtful' },
  63: { meaning: 'reject tray not recognised', effect: 'notExecuted' },
  64: { meaning: 'lower cassette empty', effect: 'countsValid' },
  65: { meaning: 'motor stop', effect: 'doubtful' },
  66: { meaning: 'jam at diverter', effect: 'doubtful' },
  67: { meaning: 'timeout from diverter to eject', effect: 'doubtful' },
  68: { meaning: 'too many rejects', effect: 'countsValid' },
  69: { meaning: 'upper cassette not recognised', effect: 'notExecuted' },
  70: { meaning: 'lower cassette not recognised', effect: 'notExecuted' },
  71: { meaning: 'dispensing timeout', effect: 'doubtful' },
  72: { meaning: 'jam at eject', effect: 'doubtful' },
  73: { meaning: 'diverter solenoid or its sensor', effect: 'doubtful' },
  74: { meaning: 'solenoid sensor', effect: 'doubtful' },
  75: { meaning: 'check and diverter sensors counted differently', effect: 'doubtful', unconfirmed: true },
  76: { meaning: 'jam at check sensors 3, 4', effect: 'doubtful' },
  78: { meaning: 'purge error, jam at diverter', effect: 'doubtful' },
  79: { meaning: "note seen by the other cassette's sensor", effect: 'doubtful', unconfirmed: true },
  80: { meaning: 'timeout from check to diverter', effect: 'doubtful', unconfirmed: true },
};

/** A code that is not in the table is a failure with doubtful counts. */
export function deviceError(code: number): ErrorEntry {
  return table[code] ?? undocumented;
}

/** All documented codes, in order. */
export const deviceErrors: ReadonlyMap<number, ErrorEntry> = new Map(
  Object.entries(table).map(([code, entry]) => [Number(code), entry]),
);
