import { twoDigits } from './wire.ts';

/** What every answer of the device carries (reference §4.4). */
export interface Head {
  readonly command: number;
  /** Semi-major and additional error; any makes the answer abnormal. */
  readonly error: readonly [number, number];
  readonly notesAtExit: boolean;
  /** Magnet ids; null where no cassette is. */
  readonly ids: readonly (number | null)[];
}

/** Answers without counts: 56 bytes. That a status answer has as many is this simulator's choice. */
export function shortAnswer(head: Head, levels: readonly number[] = []): Uint8Array {
  const data = begin(head, 0x34, 56);
  data.set(levels, 0x27);
  return data;
}

/** The answer to a count: 157 bytes. */
export function countAnswer(head: Head, dispensed: readonly number[], rejected: readonly number[]): Uint8Array {
  const data = begin(head, 0x99, 157);
  for (let slot = 0; slot < 4; slot++) {
    data.set(twoDigits(dispensed[slot] ?? 0), 0x27 + 2 * slot);
    data.set(twoDigits(rejected[slot] ?? 0), 0x2f + 2 * slot);
  }
  return data;
}

function begin({ command, error, notesAtExit, ids }: Head, parameters: number, length: number): Uint8Array {
  const data = new Uint8Array(length);
  data.set([error[0] === 0 ? 0xe0 : 0xf0, command, parameters, ...error]);
  if (notesAtExit) data[14] = 0x10;
  for (const [slot, id] of ids.entries()) if (id !== null) data[18 + slot] = 0x80 + id;
  data[length - 1] = 0x1c;
  return data;
}
