// The device's own reading of the line protocol (LCDM-2000T specification V3.2), written apart from the daemon's: a
// mistake there must not be repeated here by sharing code.

export const commandLengths: ReadonlyMap<number, number> = new Map([
  [0x44, 6],
  [0x45, 8],
  [0x46, 6],
  [0x47, 6],
  [0x55, 8],
  [0x56, 10],
  [0x76, 6],
  [0x77, 6],
]);

export type HostInput =
  | { readonly what: 'command'; readonly code: number; readonly digits: readonly number[] }
  | { readonly what: 'damaged' }
  | { readonly what: 'ack' }
  | { readonly what: 'nck' };

/** Collects host bytes; a command frame that is not complete after `dropAfterMs` is dropped. */
export class HostParser {
  #bytes: number[] = [];
  #startedMs = 0;
  readonly #dropAfterMs: number;

  constructor(dropAfterMs = 200) {
    this.#dropAfterMs = dropAfterMs;
  }

  push(chunk: Uint8Array, nowMs: number): HostInput[] {
    const found: HostInput[] = [];
    if (this.#bytes.length > 0 && nowMs - this.#startedMs > this.#dropAfterMs) this.#bytes = [];
    for (const byte of chunk) {
      if (this.#bytes.length === 0) {
        if (byte === 0x06) found.push({ what: 'ack' });
        else if (byte === 0x15) found.push({ what: 'nck' });
        else if (byte === 0x04) {
          this.#bytes = [byte];
          this.#startedMs = nowMs;
        }
        continue;
      }
      this.#bytes.push(byte);
      const length = this.#bytes.length < 4 ? 6 : (commandLengths.get(this.#bytes[3]!) ?? 6);
      if (this.#bytes.length < length) continue;
      found.push(this.#decode());
      this.#bytes = [];
    }
    return found;
  }

  #decode(): HostInput {
    const all = this.#bytes;
    const sum = all.reduce((xor, byte) => xor ^ byte, 0);
    const framed = all[1] === 0x50 && all[2] === 0x02 && all.at(-2) === 0x03;
    if (!framed || sum !== 0) return { what: 'damaged' };
    return { what: 'command', code: all[3]!, digits: all.slice(4, -2).map((byte) => byte - 0x30) };
  }
}

/** SOH 50 STX code data ETX and the check byte. */
export function answer(code: number, data: readonly number[]): Uint8Array {
  const frame = [0x01, 0x50, 0x02, code, ...data, 0x03];
  let check = 0;
  for (const byte of frame) check ^= byte;
  return Uint8Array.of(...frame, check);
}

export function twoDigits(count: number): [number, number] {
  const text = String(Math.min(99, count)).padStart(2, '0');
  return [text.charCodeAt(0), text.charCodeAt(1)];
}
