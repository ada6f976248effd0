import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** REQUEST_KEY_EXCHANGE (4C): our half of the exchange, answered with the device's (§5.2). */
export class RequestKeyExchange implements Message<bigint> {
  readonly name = 'REQUEST_KEY_EXCHANGE';
  readonly #value: bigint;

  constructor(value: bigint) {
    this.#value = value;
  }

  serialize(): Uint8Array {
    const data = Buffer.alloc(9, 0x4c);
    data.writeBigUInt64LE(this.#value, 1);
    return Uint8Array.from(data);
  }

  parse(data: Uint8Array): bigint {
    const reader = new ByteReader(data);
    const half = reader.u64();
    reader.end();
    return half;
  }
}
