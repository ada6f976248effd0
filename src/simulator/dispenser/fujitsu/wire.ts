// The device's own reading of the link (reference §4.1), written apart from the daemon's: a mistake there must not be
// repeated here by sharing code.

export type HostInput =
  | { readonly what: 'enq' | 'ack' | 'nak' | 'damaged' }
  | { readonly what: 'frame'; readonly data: Uint8Array };

const controls: ReadonlyMap<number, 'enq' | 'ack' | 'nak'> = new Map([
  [0x05, 'enq'],
  [0x06, 'ack'],
  [0x15, 'nak'],
]);

/** No request is longer; what says that it is, is damaged. */
const longestRequest = 255;

/** Collects host bytes and looks at the front of them; the link forgets an unfinished frame when its time is over. */
export class HostReader {
  #bytes = Buffer.alloc(0);

  push(chunk: Uint8Array): HostInput[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const found: HostInput[] = [];
    for (;;) {
      const input = this.#front();
      if (input === null) return found;
      if (input !== 'skip') found.push(input);
    }
  }

  forget(): void {
    this.#bytes = Buffer.alloc(0);
  }

  #front(): HostInput | 'skip' | null {
    const bytes = this.#bytes;
    if (bytes.length < 2) return null;
    const what = bytes[0] === 0x10 ? controls.get(bytes[1]!) : undefined;
    if (what) return this.#drop(2, { what });
    if (bytes[0] !== 0x10 || bytes[1] !== 0x02) return this.#drop(1, 'skip');
    if (bytes.length < 4) return null;
    const length = bytes.readUInt16BE(2);
    if (length > longestRequest) return this.#drop(bytes.length, { what: 'damaged' });
    const whole = length + 8;
    if (bytes.length < whole) return null;
    const good =
      bytes.readUInt16BE(length + 4) === 0x1003 && bytes.readUInt16LE(length + 6) === check(bytes, 2, length + 6);
    return this.#drop(
      whole,
      good ? { what: 'frame', data: Uint8Array.from(bytes.subarray(4, length + 4)) } : { what: 'damaged' },
    );
  }

  #drop<T>(count: number, result: T): T {
    this.#bytes = this.#bytes.subarray(count);
    return result;
  }
}

/** DLE STX, length, data, DLE ETX, check. */
export function framed(data: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(data.length + 8);
  frame.writeUInt16BE(0x1002, 0);
  frame.writeUInt16BE(data.length, 2);
  frame.set(data, 4);
  frame.writeUInt16BE(0x1003, data.length + 4);
  frame.writeUInt16LE(check(frame, 2, data.length + 6), data.length + 6);
  return frame;
}

/** CRC-16/KERMIT by its textbook definition: polynomial 1021, every byte and the result bit-reversed. */
export function check(bytes: Uint8Array, from: number, to: number): number {
  let register = 0;
  for (const byte of bytes.subarray(from, to)) {
    register ^= reversed(byte, 8) << 8;
    for (let i = 0; i < 8; i++) register = ((register << 1) ^ (register & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return reversed(register, 16);
}

function reversed(value: number, width: number): number {
  let result = 0;
  for (let i = 0; i < width; i++) if (value & (1 << i)) result |= 1 << (width - 1 - i);
  return result;
}

/** The digits of the device's tables (reference §4.2), as printed. */
const digits = [0x30, 0xb1, 0xb2, 0x33, 0xb4, 0x35, 0x36, 0xb7, 0xb8, 0x39];

export function twoDigits(count: number): [number, number] {
  const shown = Math.min(99, Math.max(0, count));
  return [digits[Math.floor(shown / 10)]!, digits[shown % 10]!];
}

/** null when the bytes are no digits of the table. */
export function numberAt(data: Uint8Array, offset: number): number | null {
  const [tens, ones] = [digits.indexOf(data[offset]!), digits.indexOf(data[offset + 1]!)];
  return tens < 0 || ones < 0 ? null : tens * 10 + ones;
}
