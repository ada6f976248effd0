/**
 * What a device's error byte says, as data. `effect` is what it does to the counts:
 * - ok: the command ended normally
 * - countsValid: it stopped early, and the counts hold
 * - notExecuted: it was not begun (a cassette or the tray is missing, or the command is wrong)
 * - doubtful: jam, counting error or hardware fault: notes may lie on the path or at the exit
 * - overDispense: the device itself saw more notes than asked for
 */
export type ErrorEffect = 'ok' | 'countsValid' | 'notExecuted' | 'doubtful' | 'overDispense';

export interface ErrorEntry {
  readonly meaning: string;
  readonly effect: ErrorEffect;
  /** Stated by one implementation only and by no vendor text. */
  readonly unconfirmed?: true;
}

/** A code that no document has is a failure with doubtful counts. */
export const undocumented: ErrorEntry = { meaning: 'not documented', effect: 'doubtful' };
