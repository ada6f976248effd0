import type { Direction } from '../draw/schedule.ts';
import type { FrameCheck } from './frameCheck.ts';

/** From the tables of reference §2.4 and §2.5: code, name, bytes of the command, bytes of the answer. */
const commands: readonly (readonly [code: number, name: string, command: number, answer: number])[] = [
  [0x44, 'PURGE', 6, 7],
  [0x45, 'UPPER DISPENSE', 8, 14],
  [0x46, 'STATUS', 6, 10],
  [0x47, 'ROM VERSION', 6, 14],
  [0x55, 'LOWER DISPENSE', 8, 14],
  [0x56, 'UPPER AND LOWER DISPENSE', 10, 21],
  [0x76, 'UPPER TEST DISPENSE', 6, 14],
  [0x77, 'LOWER TEST DISPENSE', 6, 14],
];
const cash = [0x44, 0x45, 0x55, 0x56, 0x76, 0x77];

/** Where the numbers of notes stand: two digits each. */
const counts: Readonly<Record<Direction, Readonly<Record<number, readonly number[]>>>> = {
  toDevice: { 69: [4], 85: [4], 86: [4, 6] },
  toHost: { 69: [6], 85: [6], 86: [6, 10] },
};

/** LCDM-1000 and LCDM-2000: the check is an XOR, blind to order and to two equal flips in a column. */
export const puloonCheck: FrameCheck = {
  longest: 21,

  frames(direction, bytes) {
    const found: string[] = [];
    for (let start = 0; start < bytes.length; start++) {
      const frame = frameAt(direction, bytes, start);
      if (frame) found.push(Buffer.from(frame).toString('hex'));
    }
    return found;
  },

  forge(direction, bytes, dice) {
    const places = counts[direction][bytes[3] ?? 0];
    if (!places || !frameAt(direction, bytes, 0)) return null;
    const forged = Uint8Array.from(bytes);
    const place = dice.pick(places);
    const count = dice.skewed(1, 60);
    forged[place] = 0x30 + Math.floor(count / 10);
    forged[place + 1] = 0x30 + (count % 10);
    forged[forged.length - 1] = xor(forged.subarray(0, -1));
    return forged;
  },

  describe(direction, bytes) {
    if (bytes.length === 1) return { 6: 'ACK', 21: 'NCK', 255: 'stray FF' }[bytes[0]!] ?? 'a byte';
    if (bytes.length === 3 && bytes[0] === 0x01) return bytes[1] === 0x8d ? 'note going out' : 'note rejected';
    const frame = frameAt(direction, bytes, 0);
    if (!frame || frame.length !== bytes.length) return `${bytes.length} bytes that are no frame`;
    const name = commands.find(([code]) => code === frame[3])![1];
    const digits = (place: number) => String.fromCharCode(frame[place]!, frame[place + 1]!);
    const numbers = (counts[direction][frame[3]!] ?? []).map(digits).join('+');
    if (direction === 'toDevice') return `${name} ${numbers}`.trim();
    const error = [0x45, 0x55].includes(frame[3]!) ? frame[8] : frame[3] === 0x56 ? frame[12] : frame[5];
    const code = frame[3] === 0x47 ? '' : `, ERR ${error!.toString(16)}`;
    return `answer to ${name}${numbers === '' ? '' : `: ${numbers} out`}${code}`;
  },

  isCashCommand(bytes) {
    const frame = frameAt('toDevice', bytes, 0);
    return frame !== null && cash.includes(frame[3]!);
  },
};

function frameAt(direction: Direction, bytes: Uint8Array, start: number): Uint8Array | null {
  const first = direction === 'toDevice' ? 0x04 : 0x01;
  if (bytes[start] !== first || bytes[start + 1] !== 0x50 || bytes[start + 2] !== 0x02) return null;
  const row = commands.find(([code]) => code === bytes[start + 3]);
  if (!row) return null;
  const length = direction === 'toDevice' ? row[2] : row[3];
  if (start + length > bytes.length || bytes[start + length - 2] !== 0x03) return null;
  const frame = bytes.subarray(start, start + length);
  return xor(frame) === 0 ? frame : null;
}

function xor(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
