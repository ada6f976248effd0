import type { SspRandom } from '../../../../src/dispenser/ssp/random.ts';

const primes = [
  18345789919882416839n,
  17946651339168995231n,
  14314781732485514887n,
  15780079446936027163n,
  16161146075660057371n,
  17146453548379304371n,
  17078791701161657539n,
  15553167618074382497n,
];

/** Keys and padding out of a seed: no prime is searched for, and a run can be repeated. */
export function seededKeys(random: () => number): SspRandom {
  return {
    prime: () => primes[Math.floor(random() * primes.length)]!,
    exponent: () => BigInt(Math.floor(random() * 2 ** 48)) * 65_536n + 3n,
    padding: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
  };
}
