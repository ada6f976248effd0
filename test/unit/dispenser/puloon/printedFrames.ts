/**
 * Every Puloon frame that the reference prints, as literal bytes, each once: §2.8 and the constructions of §2.9 and §12
 * for the LCDM-1000/2000, §3.2 and §3.5 for the LCDM-4000.
 */
export interface PrintedExchange {
  readonly name: string;
  readonly request: string | null;
  readonly answers: readonly string[];
}

export const printed2000: readonly PrintedExchange[] = [
  {
    name: 'PURGE',
    request: '04 50 02 44 03 11',
    answers: ['01 50 02 44 30 03 24', '01 50 02 44 4E 03 5A'],
  },
  {
    name: 'STATUS',
    request: '04 50 02 46 03 13',
    answers: [
      '01 50 02 46 30 30 80 00 03 96',
      '01 50 02 46 30 30 80 80 03 16',
      '01 50 02 46 30 38 C0 00 03 DE',
      '01 50 02 46 30 3F 80 40 03 D9',
      '01 50 02 46 30 35 A0 00 03 B3',
      // §12: SENSOR1 has the value of ETX.
      '01 50 02 46 30 30 80 03 03 95',
    ],
  },
  {
    name: 'ROM VERSION',
    request: '04 50 02 47 03 12',
    answers: ['01 50 02 47 54 32 30 54 35 36 32 34 03 10'],
  },
  {
    name: 'UPPER 1',
    request: '04 50 02 45 30 31 03 11',
    // Captured from a device (PY3).
    answers: ['01 50 02 45 30 31 30 31 31 30 30 30 03 14'],
  },
  {
    name: 'UPPER 10',
    request: '04 50 02 45 31 30 03 11',
    answers: [
      '01 50 02 45 31 30 31 30 31 30 30 31 03 15',
      '01 50 02 45 30 37 30 37 38 31 30 31 03 1D',
      '01 50 02 45 31 30 30 38 35 30 30 30 03 19',
    ],
  },
  { name: 'UPPER 60', request: '04 50 02 45 36 30 03 16', answers: [] },
  {
    name: 'LOWER 15',
    request: '04 50 02 55 31 35 03 04',
    answers: ['01 50 02 55 31 35 31 35 31 31 30 30 03 05'],
  },
  {
    name: 'BOTH 15 + 15',
    request: '04 50 02 56 31 35 31 35 03 03',
    answers: ['01 50 02 56 31 35 31 35 31 35 31 35 31 30 30 30 30 30 30 03 37'],
  },
  {
    name: 'BOTH 3 + 12',
    request: '04 50 02 56 30 33 31 32 03 03',
    answers: ['01 50 02 56 30 33 30 33 31 32 31 32 31 30 31 30 31 30 32 03 35'],
  },
  {
    name: 'BOTH 10 + 12, lower ran empty',
    request: null,
    answers: ['01 50 02 56 31 30 31 30 30 35 30 34 40 30 31 30 30 30 31 03 47'],
  },
  {
    name: 'TEST upper',
    request: '04 50 02 76 03 23',
    answers: ['01 50 02 76 30 31 30 30 30 30 30 31 03 26'],
  },
  {
    name: 'TEST lower',
    request: '04 50 02 77 03 22',
    answers: ['01 50 02 77 30 31 30 30 30 30 30 31 03 27'],
  },
];

export const printed4000: readonly PrintedExchange[] = [
  { name: 'RESET', request: '04 30 02 44 03 71', answers: ['01 30 02 44 20 03 54'] },
  {
    name: 'STATUS',
    request: '04 30 02 50 03 65',
    answers: [
      '01 30 02 50 20 20 24 31 4B 8C 24 32 4B 8C 20 30 20 20 20 30 20 20 03 63',
      '01 30 02 50 44 20 20 30 20 20 24 32 4B 8C 24 33 4B 8C 24 34 4B 8C 03 C2',
    ],
  },
  {
    name: 'PURGE',
    request: '04 30 02 51 03 64',
    answers: ['01 30 02 51 20 30 20 20 31 20 20 32 20 20 33 20 20 34 03 75'],
  },
  {
    name: 'DISPENSE 3,0,2,0',
    request: '04 30 02 52 23 20 22 20 20 20 20 20 20 20 20 20 20 20 20 03 46',
    answers: ['01 30 02 52 20 30 23 20 31 20 20 32 22 21 33 20 20 34 20 20 20 20 20 20 20 20 20 03 56'],
  },
  {
    name: 'LAST STATUS',
    request: '04 30 02 55 03 60',
    answers: [
      '01 30 02 55 52 20 30 23 20 31 20 20 32 22 21 33 20 20 34 03 23',
      '01 30 02 55 52 22 30 28 20 31 20 20 32 20 20 33 20 20 34 03 29',
    ],
  },
  {
    name: 'DISPENSE 1,0,0,0 with timeout 3',
    request: '04 30 02 52 21 20 20 20 1C 33 20 20 20 20 20 20 20 20 20 03 69',
    answers: [],
  },
  {
    name: 'DISPENSE 10,0,0,0',
    request: '04 30 02 52 2A 20 20 20 20 20 20 20 20 20 20 20 20 20 20 03 4D',
    answers: ['01 30 02 52 22 30 28 20 31 20 20 32 20 20 33 20 20 34 20 20 20 20 20 20 20 20 20 03 5C'],
  },
  { name: 'TEST 1', request: '04 30 02 53 21 20 20 20 20 20 20 20 20 20 20 20 20 20 20 03 47', answers: [] },
  { name: 'SENSOR DIAG', request: '04 30 02 58 31 03 5C', answers: [] },
  {
    name: 'SET LENGTHS',
    request: '04 30 02 5E 3C 36 3C 36 30 30 30 30 03 6B',
    answers: ['01 30 02 5E 20 03 4E'],
  },
  {
    name: 'GET LENGTHS',
    request: '04 30 02 5F 03 6A',
    answers: ['01 30 02 5F 20 3C 36 3C 36 30 30 30 30 03 4F'],
  },
  { name: 'GET SERIAL', request: '04 30 02 67 03 52', answers: ['01 30 02 67 20 25 03 52'] },
  {
    name: 'DISPENSE 3,0 of an older variant, serial number 1 (L)',
    request: '04 30 02 52 23 20 20 20 20 20 21 03 45',
    answers: [],
  },
];

/** One byte string of the printed form. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

export function textOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
