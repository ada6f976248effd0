import { TellersightError } from '../../lib/errors.ts';
import type { Message } from './message.ts';
import { modPow } from './modPow.ts';
import type { SspRandom } from './random.ts';
import { RequestKeyExchange } from './requestKeyExchange.ts';
import { SetGenerator } from './setGenerator.ts';
import { SetModulus } from './setModulus.ts';

/**
 * Agrees on a key with the device (reference §5.2): Diffie-Hellman with 64-bit primes, in the clear. What keeps a
 * listener out is the fixed key alone; the exchange makes each session's key another one.
 *
 * @returns the AES key
 * @throws DISPENSER_PROTOCOL, and what `ask` throws
 */
export async function exchangeKeys(
  ask: <T>(message: Message<T>) => Promise<T>,
  random: SspRandom,
  fixedKey: bigint,
): Promise<Uint8Array> {
  const [generator, modulus] = primes(random);
  const secret = random.exponent();
  await ask(new SetGenerator(generator));
  await ask(new SetModulus(modulus));
  const theirs = await ask(new RequestKeyExchange(modPow(generator, secret, modulus)));
  // 0, 1 and m - 1 make a key that everybody knows, whatever our secret is.
  if (theirs <= 1n || theirs >= modulus - 1n) {
    throw new TellersightError('DISPENSER_PROTOCOL', "the device's half of the key exchange is a degenerate one");
  }
  return aesKey(fixedKey, modPow(theirs, secret, modulus));
}

/** The fixed key and the agreed one, 8 bytes little endian each. */
export function aesKey(fixedKey: bigint, agreed: bigint): Uint8Array {
  const key = Buffer.alloc(16);
  key.writeBigUInt64LE(fixedKey, 0);
  key.writeBigUInt64LE(agreed, 8);
  return Uint8Array.from(key);
}

/** Two different ones, the larger first: it is the generator. */
function primes(random: SspRandom): [bigint, bigint] {
  const first = random.prime();
  for (let tries = 0; tries < 16; tries++) {
    const second = random.prime();
    if (second !== first) return second > first ? [second, first] : [first, second];
  }
  throw new TellersightError('DISPENSER_PROTOCOL', 'the source of random primes gives the same one again and again');
}
