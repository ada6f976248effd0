import { TellersightError } from '../../lib/errors.ts';

export const BLOCK_BYTES = 512;

export interface TarHeader {
  /** As it stands in the archive, not yet judged. */
  readonly path: string;
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'pax';
}

/** Type flags, POSIX.1-2024 "ustar interchange format": everything that is not here has no business in a pack. */
const KINDS: Readonly<Record<string, TarHeader['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '5': 'folder',
  x: 'pax',
  g: 'pax',
};
const REFUSED: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a FIFO',
  L: 'a name of more than 100 characters',
  K: 'a link name of more than 100 characters',
  S: 'a sparse file',
};

const CHECKSUM_AT = 148;

/** One header block; null for a block of zeros (the end). Throws PACK_ARCHIVE. */
export function readTarHeader(block: Buffer): TarHeader | null {
  if (block.every((byte) => byte === 0)) return null;
  const fail = (what: string) => new TellersightError('PACK_ARCHIVE', `the archive was refused: ${what}`);
  const magic = block.toString('latin1', 257, 265);
  const posix = magic === 'ustar\u000000';
  if (!posix && magic !== 'ustar  \0') throw fail('a header is not one of a tar archive');
  if (checksum(block) !== octal(block, CHECKSUM_AT, 8)) throw fail('the checksum of a header is wrong');
  const name = text(block, 0, 100);
  // GNU's older form keeps times where POSIX keeps the prefix.
  const prefix = posix ? text(block, 345, 155) : '';
  const path = prefix ? `${prefix}/${name}` : name;
  const flag = block.toString('latin1', 156, 157);
  const kind = KINDS[flag];
  if (!kind) throw fail(`${printable(path)} is ${REFUSED[flag] ?? `of the unknown type ${printable(flag)}`}`);
  const size = octal(block, 124, 12);
  if (size === null) throw fail(`${printable(path)} has no size that can be read`);
  if (kind === 'folder' && size !== 0) throw fail(`${printable(path)} is a folder with a size`);
  return { path, size, kind };
}

/** A text of the archive as it may be shown to a person: no control characters. */
export function printable(text: string): string {
  return JSON.stringify(text.slice(0, 120));
}

/** Sum of all bytes, the checksum field itself read as blanks. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, i) => sum + (i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? 0x20 : byte), 0);
}

function text(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? length : end);
}

/** An octal number with blanks or zeros around it; GNU's binary form (for 8 GB and more) is none. */
function octal(block: Buffer, at: number, length: number): number | null {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(block.toString('latin1', at, at + length))?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 8);
}
