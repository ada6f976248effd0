import type { FoundFrame, FrameCheck } from './frameCheck.ts';
import { hex } from './hex.ts';

const DLE = 0x10;
/** Reference §4.3: second byte of DATA. */
const requests: Readonly<Record<number, string>> = {
  1: 'STATUS',
  2: 'INITIALISE or RESET',
  3: 'COUNT',
  5: 'TRANSPORT',
  9: 'COUNT AND TRANSPORT',
  16: 'CANCEL',
};
const controls: Readonly<Record<number, string>> = { 5: 'ENQ', 6: 'ACK', 21: 'NAK' };
const counting = [0x03, 0x09];
/** Reference §4.2: digits with even parity. */
const digits = [0x30, 0xb1, 0xb2, 0x33, 0xb4, 0x35, 0x36, 0xb7, 0xb8, 0x39];
/** Of the first of four numbers with two digits each, from the beginning of DATA: asked for, and out. */
const numbersAt = { toDevice: 4, toHost: 0x27 } as const;

/** Fujitsu F53 and F56: DLE STX, length, DATA, DLE ETX, CRC-16/KERMIT low byte first (reference §4.1). */
export const fujitsuCheck: FrameCheck = {
  longest: 200,

  frames(_, bytes, known = 0) {
    const found: FoundFrame[] = [];
    for (let start = bytes.indexOf(DLE); start >= 0; start = bytes.indexOf(DLE, start + 1)) {
      const frame = frameAt(bytes, start, known);
      if (frame) found.push({ hex: hex(frame), end: start + frame.length });
    }
    return found;
  },

  forge(direction, bytes, dice) {
    const frame = frameAt(bytes, 0);
    if (!frame || !counting.includes(frame[5]!)) return null;
    const forged = Uint8Array.from(frame);
    const place = 4 + numbersAt[direction] + 2 * dice.int(0, 3);
    const count = dice.skewed(1, 20);
    forged[place] = digits[Math.floor(count / 10)]!;
    forged[place + 1] = digits[count % 10]!;
    const sum = kermit(forged.subarray(2, -2));
    forged[forged.length - 2] = sum & 0xff;
    forged[forged.length - 1] = sum >> 8;
    return forged;
  },

  describe(direction, bytes) {
    if (bytes.length === 2 && bytes[0] === 0x10) return controls[bytes[1]!] ?? 'a control nobody knows';
    const frame = frameAt(bytes, 0);
    if (!frame || frame.length !== bytes.length) return `${bytes.length} bytes that are no frame`;
    const name = requests[frame[5]!] ?? 'a request nobody knows';
    const first = 4 + numbersAt[direction];
    const number = (place: number) => `${digits.indexOf(frame[place]!)}${digits.indexOf(frame[place + 1]!)}`;
    const isCount = counting.includes(frame[5]!) && frame.length > first + 8;
    const numbers = isCount ? [0, 1, 2, 3].map((i) => number(first + 2 * i)).join('/') : '';
    if (direction === 'toDevice') return `${name} ${numbers}`.trim();
    const kind = frame[4] === 0xe0 ? 'answer' : 'abnormal answer';
    return `${kind} to ${name} ${numbers}, error ${hex(frame.subarray(7, 9))}`;
  },

  isCashCommand(bytes) {
    const frame = frameAt(bytes, 0);
    return frame !== null && counting.includes(frame[5]!);
  },

  isRefusal(heard) {
    // The first word after the frame counts: a later ACK is the one to the ENQ with which the host bids again.
    const words = heard.flatMap((byte, i) => (byte === 0x10 ? [heard[i + 1]] : []));
    return words.find((word) => word === 0x15 || word === 0x06) === 0x15;
  },
};

function frameAt(bytes: Uint8Array, start: number, known = 0): Uint8Array | null {
  if (bytes[start] !== DLE || bytes[start + 1] !== 0x02) return null;
  const length = ((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0);
  const end = start + length + 8;
  if (end <= known || end > bytes.length || bytes[end - 4] !== DLE || bytes[end - 3] !== 0x03) return null;
  const sum = kermit(bytes.subarray(start + 2, end - 2));
  return sum === (bytes[end - 2]! | (bytes[end - 1]! << 8)) ? bytes.subarray(start, end) : null;
}

/** One table entry per byte value: half a million frames are checked in a long run. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0x8408 : value >> 1;
  return value;
});

function kermit(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum >> 8) ^ table[(sum ^ byte) & 0xff]!;
  return sum;
}
