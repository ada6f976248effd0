import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from 'node:crypto';
import { checkOf } from './wire.ts';

const mark = 0x7e;

/** The device's side of eSSP (reference §5.2): its half of the key exchange, and packets that are good once. */
export class Secrecy {
  readonly #fixedKey: bigint;
  readonly #random: () => number;
  #generator = 0n;
  #modulus = 0n;
  #locks: Locks | null = null;
  #count = 0;

  /** @param fixedKey 16 hex digits */
  constructor(fixedKey: string, random: () => number) {
    this.#fixedKey = BigInt(`0x${fixedKey}`);
    this.#random = random;
  }

  get ready(): boolean {
    return this.#locks !== null;
  }

  forget(): void {
    this.#locks = null;
    this.#generator = 0n;
    this.#modulus = 0n;
  }

  setGenerator(value: bigint): void {
    this.#generator = value;
  }

  setModulus(value: bigint): void {
    this.#modulus = value;
  }

  /** The device's half; null when the primes are missing. @param secret given by tests only */
  exchange(hostHalf: bigint, secret = this.#number()): bigint | null {
    if (this.#generator === 0n || this.#modulus === 0n) return null;
    const agreed = power(hostHalf, secret, this.#modulus);
    const key = Buffer.alloc(16);
    key.writeBigUInt64LE(this.#fixedKey);
    key.writeBigUInt64LE(agreed, 8);
    this.#locks = locksOf(key);
    this.#count = 0;
    return power(this.#generator, secret, this.#modulus);
  }

  /** For tests that begin in the middle of a session. */
  resume(key: Uint8Array, count: number): void {
    this.#locks = locksOf(key);
    this.#count = count;
  }

  static isLocked(data: Uint8Array): boolean {
    return data[0] === mark;
  }

  /** What a packet holds, and its count; null when it was not made with this key. Changes nothing. */
  look(data: Uint8Array): { readonly plain: Uint8Array; readonly count: number } | null {
    if (!this.#locks || data.length < 17 || data.length % 16 !== 1) return null;
    const text = this.#locks.opener.update(data.subarray(1));
    if (text.readUInt16LE(text.length - 2) !== checkOf(text.subarray(0, -2))) return null;
    if (text[0]! > text.length - 7) return null;
    return { plain: Uint8Array.from(text.subarray(5, 5 + text[0]!)), count: text.readUInt32LE(1) };
  }

  /** The same, for the packet whose turn it is: a recording, or a copy, is refused. */
  open(data: Uint8Array): Uint8Array | null {
    const found = this.look(data);
    return found !== null && found.count === this.#count ? found.plain : null;
  }

  /** An answer to the packet opened last. */
  lock(answer: Uint8Array, filling = this.#filling(answer.length)): Uint8Array {
    this.#count += 1;
    const text = Buffer.alloc(answer.length + filling.length + 7);
    text[0] = answer.length;
    text.writeUInt32LE(this.#count, 1);
    text.set([...answer, ...filling], 5);
    text.writeUInt16LE(checkOf(text.subarray(0, -2)), text.length - 2);
    return Buffer.concat([Uint8Array.of(mark), this.#locks!.closer.update(text)]);
  }

  #filling(length: number): Uint8Array {
    const whole = Math.ceil((length + 7) / 16) * 16;
    return Uint8Array.from({ length: whole - length - 7 }, () => Math.floor(this.#random() * 256));
  }

  #number(): bigint {
    let value = 0n;
    for (let i = 0; i < 4; i++) value = (value << 16n) | BigInt(Math.floor(this.#random() * 65_536));
    return value | 2n;
  }
}

interface Locks {
  readonly opener: Decipheriv;
  readonly closer: Cipheriv;
}

/** Whole blocks, each by itself: the same two serve for every packet. */
function locksOf(key: Uint8Array): Locks {
  const opener = createDecipheriv('aes-128-ecb', key, null);
  const closer = createCipheriv('aes-128-ecb', key, null);
  opener.setAutoPadding(false);
  closer.setAutoPadding(false);
  return { opener, closer };
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (exponent === 0n) return 1n % modulus;
  const half = power(base, exponent / 2n, modulus);
  const whole = (half * half) % modulus;
  return exponent % 2n === 1n ? (whole * base) % modulus : whole;
}
