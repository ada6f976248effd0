import { randomBytes } from 'node:crypto';

/** `bytes` random bytes as upper-case hex (the form XFS4IoT uses for nonces). */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex').toUpperCase();
}

/** A short id for a session, capture or payout: a prefix and 80 random bits; carries nothing about a person. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(10).toString('hex')}`;
}
