import { TellersightError } from '../../../lib/errors.ts';

/** Two ASCII digits, tens first: 0 .. 99. */
export function readCount(data: Uint8Array, offset: number): number {
  const [tens, ones] = [data[offset]! - 0x30, data[offset + 1]! - 0x30];
  if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) {
    throw new TellersightError('DISPENSER_PROTOCOL', `count at offset ${offset} is not two ASCII digits`);
  }
  return tens * 10 + ones;
}

/** Count range of one command and cassette, LCDM-2000T V3.2: 01 to 60; whether 00 is legal is not documented. */
export function writeCount(count: number): [number, number] {
  if (!Number.isInteger(count) || count < 1 || count > 60) throw new RangeError(`${count} is not a count of 1 to 60`);
  return [0x30 + Math.floor(count / 10), 0x30 + (count % 10)];
}

/** STAT byte: 30 enough notes, 31 near end. */
export function readNearEnd(data: Uint8Array, offset: number): boolean {
  const byte = data[offset];
  if (byte !== 0x30 && byte !== 0x31) {
    throw new TellersightError('DISPENSER_PROTOCOL', `near-end byte at offset ${offset} is neither 30 nor 31`);
  }
  return byte === 0x31;
}
