import { TellersightError } from '../../lib/errors.ts';

/** DH0 of an answer (reference §4.2). */
const normal = 0xe0;
const abnormal = 0xf0;

/** The head of every answer: how it ended and with which error. */
export interface Answer {
  /** F0: the device reports an error. Its counts are valid all the same (reference §4.4). */
  readonly abnormal: boolean;
  readonly command: number;
  /** Semi-major and additional error code, bytes 3 and 4. */
  readonly code: number;
  readonly additional: number;
}

/** DH1 of an answer; null when DATA is no answer at all. */
export function answeredCommand(data: Uint8Array): number | null {
  return data[0] === normal || data[0] === abnormal ? (data[1] ?? null) : null;
}

/**
 * @param minLength bytes that the fields of this answer need; devices send more, and nobody published how much
 * @throws DISPENSER_PROTOCOL
 */
export function readAnswer(data: Uint8Array, command: number, minLength = 5): Answer {
  const got = answeredCommand(data);
  if (got !== command) throw malformed(`it answers ${got ?? 'nothing'}, not ${command}`);
  // DH2 = FF announces the long form, whose offsets nobody published (reference §4.2).
  if (data[2] === 0xff) throw malformed('its header has the long form, whose layout is not known');
  if (data.length < minLength) throw malformed(`it has ${data.length} bytes, its fields need ${minLength}`);
  return { abnormal: data[0] === abnormal, command, code: data[3]!, additional: data[4]! };
}

function malformed(what: string): TellersightError {
  return new TellersightError('DISPENSER_PROTOCOL', `an answer of the dispenser cannot be read: ${what}`);
}
