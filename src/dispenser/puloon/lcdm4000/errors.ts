import { type ErrorEntry, undocumented } from '../errorEntry.ts';

/** Error codes of the LCDM-4000 (reference §3.4; ERR on the wire = 20 + code). Two implementations agree on most. */
const table: Readonly<Record<number, ErrorEntry>> = {
  0: { meaning: 'good', effect: 'ok' },
  1: { meaning: 'pick-up error (also an empty cassette)', effect: 'countsValid' },
  2: { meaning: 'jam between check and diverter', effect: 'doubtful' },
  3: { meaning: 'jam between diverter and eject', effect: 'doubtful' },
  4: { meaning: 'jam between eject and exit, notes may be in reach', effect: 'doubtful' },
  5: { meaning: 'a note stays at the exit', effect: 'doubtful' },
  6: { meaning: 'a note that was to be rejected is being ejected', effect: 'doubtful' },
  7: { meaning: 'counts do not match at eject', effect: 'doubtful' },
  8: { meaning: 'a note that should have been rejected passed eject', effect: 'doubtful' },
  9: { meaning: 'note too long at eject', effect: 'doubtful' },
  10: { meaning: 'note too long at exit', effect: 'doubtful' },
  11: { meaning: 'notes on the path before the start', effect: 'notExecuted' },
  12: { meaning: 'too many notes', effect: 'doubtful' },
  13: { meaning: 'too many rejects', effect: 'countsValid' },
  14: { meaning: 'purge ended abnormally', effect: 'doubtful' },
  32: { meaning: 'sensor trouble', effect: 'doubtful' },
  33: { meaning: 'abnormal material at a sensor', effect: 'doubtful' },
  34: { meaning: 'solenoid', effect: 'doubtful' },
  35: { meaning: 'motor or slit sensor', effect: 'doubtful' },
  36: { meaning: 'no cassette', effect: 'notExecuted' },
  // A warning that may come with a complete payout; incomplete, it explains nothing.
  37: { meaning: 'near end', effect: 'ok' },
  38: { meaning: 'no reject tray', effect: 'notExecuted' },
  41: { meaning: 'more notes dispensed than requested', effect: 'overDispense', unconfirmed: true },
  48: { meaning: 'abnormal command', effect: 'notExecuted' },
  49: { meaning: 'abnormal parameter', effect: 'notExecuted' },
  50: { meaning: 'verify not operated', effect: 'doubtful' },
  51: { meaning: 'program write failed', effect: 'doubtful' },
  52: { meaning: 'verify failed', effect: 'doubtful' },
  53: { meaning: 'EEPROM write', effect: 'doubtful' },
  54: { meaning: 'EEPROM checksum', effect: 'doubtful' },
  64: { meaning: 'note of cassette 1 seen while dispensing from another', effect: 'doubtful' },
  65: { meaning: 'note of cassette 2 seen while dispensing from another', effect: 'doubtful' },
  66: { meaning: 'note of cassette 3 seen while dispensing from another', effect: 'doubtful' },
  67: { meaning: 'note of cassette 4 seen while dispensing from another', effect: 'doubtful' },
};

/** A code that is not in the table is a failure with doubtful counts. */
export function deviceError(code: number): ErrorEntry {
  return table[code] ?? undocumented;
}

/** All documented codes, in order. */
export const deviceErrors: ReadonlyMap<number, ErrorEntry> = new Map(
  Object.entries(table).map(([code, entry]) => [Number(code), entry]),
);
