import { TellersightError } from '../../../lib/errors.ts';

/** Numbers travel as one byte, value + 20 hex: 0 to 95 (reference §3.1). */
const base = 0x20;
const most = 95;

export function readNumber(data: Uint8Array, offset: number): number {
  const value = data[offset]! - base;
  if (value < 0 || value > most) {
    throw new TellersightError('DISPENSER_PROTOCOL', `byte ${offset} of the answer is no number (20 to 7F)`);
  }
  return value;
}

export function writeNumber(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > most) throw new RangeError(`${value} is not 0 to ${most}`);
  return value + base;
}

/** Error bytes are code + 20 hex; every byte is read, so that a code that no document has stays one. */
export function readError(data: Uint8Array, offset: number): number {
  return (data[offset]! - base) & 0xff;
}

/** TYPE: 30 no cassette, 31 to 34 the cassette. @returns 0 to 4 */
export function readType(data: Uint8Array, offset: number): number {
  const type = data[offset]! - 0x30;
  if (type < 0 || type > 4) {
    throw new TellersightError('DISPENSER_PROTOCOL', `byte ${offset} of the answer is no cassette type (30 to 34)`);
  }
  return type;
}

/** The name of a cassette in commands: 31 to 34. */
export function writePosition(cassette: number): number {
  if (!Number.isInteger(cassette) || cassette < 0 || cassette > 3) throw new RangeError(`${cassette} is no cassette`);
  return 0x31 + cassette;
}

/** A byte in two: high nibble + 30, low nibble + 30 (reference §3.2, command 5E). */
export function writeNibbles(value: number): [number, number] {
  if (!Number.isInteger(value) || value < 0 || value > 0xff) throw new RangeError(`${value} is no byte`);
  return [0x30 + (value >> 4), 0x30 + (value & 0x0f)];
}

export function readNibbles(data: Uint8Array, offset: number): number {
  const [high, low] = [data[offset]! - 0x30, data[offset + 1]! - 0x30];
  if (!(high >= 0 && high <= 15 && low >= 0 && low <= 15)) {
    throw new TellersightError('DISPENSER_PROTOCOL', `bytes ${offset} and ${offset + 1} are no pair of nibbles`);
  }
  return high * 16 + low;
}
