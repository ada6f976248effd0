// The device's own reading of the line protocol (LCDM-2000T specification V3.2), written apart from the daemon's: a
// mistake there must not be repeated here by sharing code.

/** Which commands a family of devices knows, by code, with the length of the whole frame. */
export interface CommandSet {
  readonly id: number;
  readonly lengths: ReadonlyMap<number, number>;
}

export const lcdm2000Commands: CommandSet = {
  id: 0x50,
  lengths: new Map([
    [0x44, 6],
    [0x45, 8],
    [0x46, 6],
    [0x47, 6],
    [0x55, 8],
    [0x56, 10],
    [0x76, 6],
    [0x77, 6],
  ]),
};

export type HostInput =
  | { readonly what: 'command'; readonly code: number; readonly data: readonly number[] }
  | { readonly what: 'damaged' }
  | { readonly what: 'ack' }
  | { readonly what: 'nck' };

/** Spec: a frame is complete 200 ms after its first byte. */
export const frameMs = 200;

/** Collects host bytes; a command frame that is not complete in time is dropped. */
export class HostParser {
  #bytes: number[] = [];
  #startedMs = 0;
  readonly #commands: CommandSet;

  constructor(commands: CommandSet = lcdm2000Commands) {
    this.#commands = commands;
  }

  /** Part of a command has come. */
  get pending(): boolean {
    return this.#bytes.length > 0;
  }

  /** Forgets it. */
  drop(): void {
    this.#bytes = [];
  }

  push(chunk: Uint8Array, nowMs: number): HostInput[] {
    const found: HostInput[] = [];
    if (this.#bytes.length > 0 && nowMs - this.#startedMs > frameMs) this.#bytes = [];
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
      const length = this.#bytes.length < 4 ? 6 : (this.#commands.lengths.get(this.#bytes[3]!) ?? 6);
      if (this.#bytes.length < length) continue;
      found.push(this.#decode());
      this.#bytes = [];
    }
    return found;
  }

  #decode(): HostInput {
    const all = this.#bytes;
    const sum = all.reduce((xor, byte) => xor ^ byte, 0);
    const { id, lengths } = this.#commands;
    const framed = all[1] === id && all[2] === 0x02 && all.at(-2) === 0x03;
    if (!framed || sum !== 0 || !lengths.has(all[3]!)) return { what: 'damaged' };
    return { what: 'command', code: all[3]!, data: all.slice(4, -2) };
  }
}

/** SOH id STX code data ETX and the check byte. */
export function answer(code: number, data: readonly number[], id: number = lcdm2000Commands.id): Uint8Array {
  const frame = [0x01, id, 0x02, code, ...data, 0x03];
  let check = 0;
  for (const byte of frame) check ^= byte;
  return Uint8Array.of(...frame, check);
}

export function twoDigits(count: number): [number, number] {
  const text = String(Math.min(99, count)).padStart(2, '0');
  return [text.charCodeAt(0), text.charCodeAt(1)];
}
