import { writeNumber } from './fields.ts';

/** TO1 TO2 as sent by default; 1C and a digit set a time limit, which we never do (reference §3.2). */
const noTimeout = [0x20, 0x20] as const;

/** The 15 data bytes of 52 and 53: QTY1..4, TO1, TO2, and nine reserved bytes. */
export function movementRequest(notes: readonly number[], timeout: number | null): number[] {
  if (timeout !== null && !(Number.isInteger(timeout) && timeout >= 0 && timeout <= 9)) {
    throw new RangeError(`${timeout} is not a timeout of 0 to 9`);
  }
  const counts = [0, 1, 2, 3].map((cassette) => writeNumber(notes[cassette] ?? 0));
  const limit = timeout === null ? noTimeout : [0x1c, 0x30 + timeout];
  return [...counts, ...limit, ...Array.from({ length: 9 }, () => 0x20)];
}
