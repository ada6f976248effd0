import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** SET_GENERATOR (4A): a 64-bit prime, in the clear (§5.2). */
export class SetGenerator implements Message<void> {
  readonly name = 'SET_GENERATOR';
  readonly #value: bigint;

  constructor(value: bigint) {
    this.#value = value;
  }

  serialize(): Uint8Array {
    const data = Buffer.alloc(9, 0x4a);
    data.writeBigUInt64LE(this.#value, 1);
    return Uint8Array.from(data);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
