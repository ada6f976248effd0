import type { Direction } from '../draw/schedule.ts';
import type { FoundFrame, FrameCheck } from './frameCheck.ts';
import { hex } from './hex.ts';

/** One family of Puloon dispensers, in the terms of its tables. */
export interface PuloonTable {
  readonly id: number;
  /** Code: name, bytes of the command, bytes of the answer (0 = none is known). */
  readonly commands: Readonly<Record<number, readonly [name: string, command: number, answer: number]>>;
  readonly cash: readonly number[];
  /** Where numbers of notes stand in commands and answers, from the beginning of the frame. */
  readonly counts: Readonly<Record<Direction, Readonly<Record<number, readonly number[]>>>>;
  /** Where the error byte stands in answers. */
  readonly error: Readonly<Record<number, number>>;
  readonly read: (frame: Uint8Array, place: number) => number;
  readonly write: (frame: Uint8Array, place: number, count: number) => void;
}

/** Every Puloon line: EOT or SOH, id, STX, code, data, ETX and an XOR that is blind to order and to equal flips. */
export function puloonCheck(table: PuloonTable): FrameCheck {
  const { id, commands, cash, counts } = table;

  const firstOf = (direction: Direction) => (direction === 'toDevice' ? 0x04 : 0x01);
  const frameAt = (direction: Direction, bytes: Uint8Array, start: number, known = 0): Uint8Array | null => {
    if (bytes[start] !== firstOf(direction) || bytes[start + 1] !== id || bytes[start + 2] !== 0x02) return null;
    const length = commands[bytes[start + 3] ?? 0]?.[direction === 'toDevice' ? 1 : 2] ?? 0;
    if (length === 0 || start + length <= known || start + length > bytes.length || bytes[start + length - 2] !== 0x03)
      return null;
    const frame = bytes.subarray(start, start + length);
    return xor(frame) === 0 ? frame : null;
  };

  return {
    longest: Math.max(...Object.values(commands).flatMap(([, command, answer]) => [command, answer])),

    frames(direction, bytes, known = 0) {
      const found: FoundFrame[] = [];
      const first = firstOf(direction);
      for (let start = bytes.indexOf(first); start >= 0; start = bytes.indexOf(first, start + 1)) {
        const frame = frameAt(direction, bytes, start, known);
        if (frame) found.push({ hex: hex(frame), end: start + frame.length });
      }
      return found;
    },

    forge(direction, bytes, dice) {
      const places = counts[direction][bytes[3] ?? 0];
      if (!places || !frameAt(direction, bytes, 0)) return null;
      const forged = Uint8Array.from(bytes);
      table.write(forged, dice.pick(places), dice.skewed(1, 60));
      forged[forged.length - 1] = xor(forged.subarray(0, -1));
      return forged;
    },

    describe(direction, bytes) {
      if (bytes.length === 1) return { 4: 'EOT', 6: 'ACK', 21: 'NCK', 255: 'stray FF' }[bytes[0]!] ?? 'a byte';
      if (bytes.length === 3 && bytes[0] === 0x01) return bytes[1] === 0x8d ? 'note going out' : 'note rejected';
      const frame = frameAt(direction, bytes, 0);
      if (!frame || frame.length !== bytes.length) return `${bytes.length} bytes that are no frame`;
      const [name] = commands[frame[3]!]!;
      const numbers = (counts[direction][frame[3]!] ?? []).map((place) => table.read(frame, place)).join('+');
      if (direction === 'toDevice') return `${name} ${numbers}`.trim();
      const place = table.error[frame[3]!];
      const error = place === undefined ? '' : `, ERR ${hex(frame.subarray(place, place + 1))}`;
      return `answer to ${name}${numbers === '' ? '' : `: ${numbers} out`}${error}`;
    },

    isCashCommand(bytes) {
      const frame = frameAt('toDevice', bytes, 0);
      return frame !== null && cash.includes(frame[3]!);
    },

    /** A 15 and no 06 outside of answers, whose data may have either value. */
    isRefusal(heard) {
      const bytes = Uint8Array.from(heard);
      const outside: number[] = [];
      for (let at = 0; at < bytes.length; ) {
        const frame = frameAt('toHost', bytes, at);
        if (!frame) outside.push(bytes[at]!);
        at += frame ? frame.length : 1;
      }
      return outside.includes(0x15) && !outside.includes(0x06);
    },
  };
}

function xor(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
}
