import { deviceError } from './errors.ts';

/** Where a jam (78) is, by the additional code: first, last, place (reference §4.6). */
const jamPlaces: readonly (readonly [number, number, string])[] = [
  [0x01, 0x08, 'at FDLS'],
  [0x11, 0x18, 'between DFSS and FDLS'],
  [0x21, 0x28, 'notes remain after the count'],
  [0x31, 0x38, 'notes remain after the jam was cleared'],
  [0x41, 0x48, 'a sensor sees a note where none is'],
];

/** What a code means, in words: "jam at FDLS1". */
export function describeError(code: number, additional: number): string {
  const { meaning, unconfirmed } = deviceError(code);
  const place =
    code === 0x78 ? jamPlaces.find(([first, last]) => additional >= first && additional <= last) : undefined;
  const where = place === undefined ? '' : ` ${place[2]}${place[2].endsWith('FDLS') ? additional & 0x0f : ''}`;
  return `${meaning}${where}${unconfirmed ? ' (by one source)' : ''}`;
}

/** "78-01": semi-major and additional code as they are written in records; the second one only when it says something. */
export function codeName(code: number, additional: number): string {
  const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');
  return additional === 0 ? hex(code) : `${hex(code)}-${hex(additional)}`;
}
