import { TellersightError } from '../../lib/errors.ts';

/**
 * Counts are two ASCII digits with even parity in bit 7, so 0 to 9 are 30 B1 B2 33 B4 35 36 B7 B8 39 (reference §4.2).
 */
export function writeDigits(count: number): [number, number] {
  if (!Number.isInteger(count) || count < 0 || count > 99) throw new RangeError(`${count} is not a count of 0 to 99`);
  return [digit(Math.floor(count / 10)), digit(count % 10)];
}

/** @throws DISPENSER_PROTOCOL when one of the two bytes is no digit, or its parity is wrong */
export function readDigits(data: Uint8Array, offset: number): number {
  return readDigit(data, offset) * 10 + readDigit(data, offset + 1);
}

function digit(value: number): number {
  return withEvenParity(0x30 + value);
}

function readDigit(data: Uint8Array, offset: number): number {
  const byte = data[offset]!;
  const value = (byte & 0x7f) - 0x30;
  if (value >= 0 && value <= 9 && withEvenParity(byte & 0x7f) === byte) return value;
  throw new TellersightError('DISPENSER_PROTOCOL', `byte ${offset} is not a digit with even parity`);
}

function withEvenParity(byte: number): number {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones % 2 === 0 ? byte : byte | 0x80;
}
