import { generatePrimeSync, randomBytes } from 'node:crypto';

/** Where keys and padding come from; injected, so that a run can be repeated from a seed and costs no prime search. */
export interface SspRandom {
  /** A prime of 64 bits. */
  prime(): bigint;
  /** The secret exponent of one key exchange, up to 64 bits. */
  exponent(): bigint;
  padding(length: number): Uint8Array;
}

export const systemRandom: SspRandom = {
  prime: () => generatePrimeSync(64, { bigint: true }),
  exponent: () => randomBytes(8).readBigUInt64LE(),
  padding: (length) => randomBytes(length),
};
