// The device's own reading of the SSP packet (reference §5.1), written apart from the daemon's: a mistake there must not
// be repeated here by sharing code.

const start = 0x7f;

/** One entry per byte value, polynomial 8005, most significant bit first. */
const checkTable: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let i = 0; i < 8; i++) value = value >= 0x8000 ? ((value << 1) & 0xffff) ^ 0x8005 : value << 1;
  return value;
});

export function checkOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => ((sum << 8) & 0xff00) ^ checkTable[(sum >> 8) ^ byte]!, 0xffff);
}

export interface HostPacket {
  /** Sequence flag and address. */
  readonly head: number;
  readonly data: Uint8Array;
}

/** Collects host bytes; damaged packets are dropped without a word, as a slave does. */
export class HostReader {
  #bytes: number[] = [];
  #open = false;
  #after7f = false;

  push(chunk: Uint8Array): HostPacket[] {
    const found: HostPacket[] = [];
    for (const byte of chunk) {
      const packet = this.#next(byte);
      if (packet) found.push(packet);
    }
    return found;
  }

  forget(): void {
    this.#bytes = [];
    this.#open = false;
    this.#after7f = false;
  }

  #next(byte: number): HostPacket | null {
    if (this.#after7f) {
      this.#after7f = false;
      // A second 7F inside a packet is a data byte; anything else follows a new start.
      if (!(byte === start && this.#open)) {
        this.#bytes = [];
        this.#open = true;
      }
      return this.#store(byte);
    }
    if (byte === start) {
      if (this.#open) this.#after7f = true;
      else this.#open = true;
      return null;
    }
    return this.#open ? this.#store(byte) : null;
  }

  #store(byte: number): HostPacket | null {
    this.#bytes.push(byte);
    const whole = this.#bytes.length >= 2 ? 2 + this.#bytes[1]! + 2 : 4;
    if (this.#bytes.length < whole) return null;
    const bytes = Buffer.from(this.#bytes);
    this.forget();
    const body = bytes.subarray(0, -2);
    if (bytes.readUInt16LE(whole - 2) !== checkOf(body)) return null;
    return { head: bytes[0]!, data: Uint8Array.from(body.subarray(2)) };
  }
}

/** The answer under the same head as the question. */
export function packet(head: number, data: Uint8Array): Uint8Array {
  const body = Buffer.from([head, data.length, ...data, 0, 0]);
  body.writeUInt16LE(checkOf(body.subarray(0, -2)), body.length - 2);
  const wire = [start];
  for (const byte of body) {
    wire.push(byte);
    if (byte === start) wire.push(start);
  }
  return Uint8Array.from(wire);
}
