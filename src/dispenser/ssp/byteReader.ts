import { TellersightError } from '../../lib/errors.ts';
import type { Money } from './money.ts';

/** Reads fields one after the other; numbers are little endian unless their name says otherwise. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#next(1).readUInt8();
  }

  u16(): number {
    return this.#next(2).readUInt16LE();
  }

  u32(): number {
    return this.#next(4).readUInt32LE();
  }

  u32BigEndian(): number {
    return this.#next(4).readUInt32BE();
  }

  u64(): bigint {
    return this.#next(8).readBigUInt64LE();
  }

  ascii(length: number): string {
    const text = this.#next(length).toString('latin1');
    if (!/^[ -~]*$/.test(text)) throw new TellersightError('DISPENSER_PROTOCOL', 'a text field is not ASCII');
    return text;
  }

  money(): Money {
    return { valueMinor: this.u32(), currency: this.ascii(3) };
  }

  skip(length: number): void {
    this.#next(length);
  }

  rest(): Uint8Array {
    return Uint8Array.from(this.#next(this.left));
  }

  /** @throws DISPENSER_PROTOCOL when bytes follow that nobody knows */
  end(): void {
    if (this.left > 0) throw new TellersightError('DISPENSER_PROTOCOL', `${this.left} bytes too many in an answer`);
  }

  #next(length: number): Buffer {
    if (this.left < length) throw new TellersightError('DISPENSER_PROTOCOL', 'an answer is shorter than its fields');
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }
}
