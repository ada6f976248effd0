/**
 * The error codes of the device as data (reference §4.6). All come from one source (FB), whose other statements about
 * this protocol are partly wrong; what a second one confirms lacks `unconfirmed`. `effect` says what the code would do to
 * the counts if it means what is said:
 * - ok: the command ended normally
 * - countsValid: it stopped early, and the counts hold
 * - notExecuted: it was not begun
 * - doubtful: jam, counting error or hardware fault: notes may lie on the path or at the exit
 * - reset: the device lost its power
 */
export type ErrorEffect = 'ok' | 'countsValid' | 'notExecuted' | 'doubtful' | 'reset';

export interface ErrorEntry {
  readonly meaning: string;
  readonly effect: ErrorEffect;
  /** Stated by one source only. It never makes an outcome certain. */
  readonly unconfirmed?: true;
}

/** First code, last code, meaning, effect. */
const unconfirmed: readonly (readonly [number, number, string, ErrorEffect])[] = [
  [0x01, 0x02, 'system down', 'doubtful'],
  [0x04, 0x04, 'system down', 'doubtful'],
  [0x10, 0x10, 'cassette 1 absent', 'notExecuted'],
  [0x12, 0x12, 'cassette diagnosis', 'doubtful'],
  [0x14, 0x14, 'cassette diagnosis', 'doubtful'],
  [0x16, 0x16, 'pick error', 'countsValid'],
  [0x18, 0x18, 'pick error', 'countsValid'],
  [0x20, 0x20, 'cassette 2 absent', 'notExecuted'],
  [0x30, 0x30, 'cassette 3 absent', 'notExecuted'],
  [0x40, 0x40, 'cassette 4 absent', 'notExecuted'],
  [0x41, 0x41, 'cassette 4 empty', 'countsValid'],
  [0x50, 0x50, 'pool not in its home position', 'doubtful'],
  [0x51, 0x51, 'pool not in its upper position', 'doubtful'],
  [0x52, 0x52, 'no note in the pool', 'doubtful'],
  [0x70, 0x70, 'notes remain in the device', 'doubtful'],
  [0x76, 0x77, 'notes pulled out during retrieval', 'doubtful'],
  [0x78, 0x78, 'jam', 'doubtful'],
  [0x7a, 0x7a, 'jam between DFSS and REJS', 'doubtful'],
  [0x7b, 0x7b, 'jam at REJS', 'doubtful'],
  [0x7c, 0x7c, 'jam at the ejection', 'doubtful'],
  [0x7d, 0x7d, 'jam between EJSF/EJSR and the pool', 'doubtful'],
  [0x80, 0x80, 'note too long', 'doubtful'],
  [0x82, 0x83, 'note too short', 'doubtful'],
  [0x84, 0x84, 'wrong thickness of a note', 'doubtful'],
  [0x85, 0x85, 'note picked from the wrong cassette', 'doubtful'],
  [0x86, 0x86, 'wrong space between notes', 'doubtful'],
  [0x88, 0x88, 'counts do not match', 'doubtful'],
  [0x89, 0x89, 'potentiometer', 'doubtful'],
  [0xa0, 0xaf, 'shutter or ejection', 'doubtful'],
  [0xb0, 0xb0, 'reject box not set', 'notExecuted'],
  [0xb5, 0xb5, 'reject box full', 'countsValid'],
  [0xb8, 0xbe, 'capture box', 'doubtful'],
  [0xc0, 0xc1, 'download', 'doubtful'],
  [0xe0, 0xe0, 'undefined command', 'notExecuted'],
  [0xe1, 0xe1, 'not initialised: no note sizes registered', 'notExecuted'],
  [0xe4, 0xe5, 'wrong sequence of counts', 'notExecuted'],
  [0xe6, 0xe6, 'wrong parameter', 'notExecuted'],
  [0xe8, 0xe8, 'wrong parameter', 'notExecuted'],
  [0xea, 0xea, 'wrong parameter', 'notExecuted'],
  [0xec, 0xec, 'FS missing', 'notExecuted'],
  [0xee, 0xee, 'wrong format', 'notExecuted'],
  [0xef, 0xef, 'pool not set up', 'notExecuted'],
  [0xf1, 0xf1, 'overcurrent', 'doubtful'],
  [0xf2, 0xf4, 'option', 'doubtful'],
  [0xf6, 0xf6, 'checksum of the log', 'doubtful'],
  [0xf8, 0xf8, 'sensor level', 'doubtful'],
  [0xfc, 0xfd, 'power lost during a count (F56S)', 'reset'],
];

const confirmed: readonly (readonly [number, ErrorEntry])[] = [
  [0x00, { meaning: 'no error', effect: 'ok' }],
  [0x11, { meaning: 'cassette 1 empty', effect: 'countsValid' }],
  [0x21, { meaning: 'cassette 2 empty', effect: 'countsValid' }],
  [0x31, { meaning: 'cassette 3 empty', effect: 'countsValid' }],
];

/** Every code anybody published, in order. */
export const deviceErrors: ReadonlyMap<number, ErrorEntry> = new Map(
  [
    ...confirmed,
    ...unconfirmed.flatMap(([first, last, meaning, effect]) =>
      Array.from({ length: last - first + 1 }, (_, i): readonly [number, ErrorEntry] => [
        first + i,
        { meaning, effect, unconfirmed: true },
      ]),
    ),
  ].sort(([a], [b]) => a - b),
);

/** A code that is not in the table is a failure with doubtful counts. */
export function deviceError(code: number): ErrorEntry {
  return deviceErrors.get(code) ?? { meaning: 'not documented', effect: 'doubtful', unconfirmed: true };
}
