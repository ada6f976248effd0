import { createHash, createHmac } from 'node:crypto';
import type { Dice } from './dice.ts';

/**
 * How a non-ASCII text becomes bytes under a signature: as XFS Generic E2E says (UTF-8), or by dropping the high byte
 * of every code unit, as a careless implementation does. A forger with the key would try both.
 */
export type Encoding = 'utf8' | 'latin1';

export const tail = ',HMACSHA256=';

/** Stands where the right TOKENLENGTH belongs until the rest is written. */
export const lengthMark = '####';

export function hmacHex(signed: string, key: Uint8Array, encoding: Encoding = 'latin1'): string {
  return createHmac('sha256', key).update(signed, encoding).digest('hex').toUpperCase();
}

/** TOKENLENGTH counts the whole token with its HMAC (standards.md 3.1). */
export function withLength(body: string): string {
  if (!body.includes(lengthMark)) return body;
  return body.replace(lengthMark, String(body.length + tail.length + 64).padStart(4, '0'));
}

/** The right signature for whatever is written: the rules behind the HMAC are reached. */
export function seal(body: string, key: Uint8Array, encoding?: Encoding): string {
  const signed = withLength(body) + tail;
  return signed + hmacHex(signed, key, encoding);
}

/** The right key over the wrong part, and other things that are not HMAC-SHA-256 up to and including "HMACSHA256=". */
export function sealWrongly(body: string, key: Uint8Array, dice: Dice): string {
  const head = withLength(body);
  const signed = head + tail;
  const plain = (...parts: (string | Uint8Array)[]) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest('hex').toUpperCase();
  };
  const hmac = dice.pick([
    () => hmacHex(head, key),
    () => hmacHex(signed.slice(0, -1), key),
    () => hmacHex(`${head},`, key),
    () => hmacHex(signed.slice(6), key),
    () => hmacHex(`${signed}${'0'.repeat(64)}`, key),
    () => hmacHex(`${signed}\0`, key),
    // The defects of the published C sample: TOKENLENGTH still 0000, and the whole buffer of 1,025 bytes.
    () => hmacHex(signed.replace(/TOKENLENGTH=[0-9]{4}/, 'TOKENLENGTH=0000'), key),
    () => hmacHex(head.padEnd(1025, '\0'), key),
    () => plain(key, signed),
    () => plain(signed, key),
    () => plain(signed),
    () => createHmac('sha512', key).update(signed).digest('hex').toUpperCase().slice(0, 64),
    () => createHmac('sha1', key).update(signed).digest('hex').toUpperCase().padEnd(64, '0'),
    () => createHmac('sha256', signed).update(key).digest('hex').toUpperCase(),
  ])();
  return signed + hmac;
}

/**
 * A key near the right one. Not among them: the right key with zero bytes behind it, because HMAC fills a key up with
 * zeros to 64 bytes and so takes both for the same (RFC 2104, section 2); the banks' keys end in a byte above zero.
 */
export function wrongKey(key: Uint8Array, dice: Dice): Uint8Array {
  return dice.pick([
    () => {
      const near = Uint8Array.from(key);
      const at = dice.below(near.length);
      near[at] = near[at]! ^ (1 << dice.below(8));
      return near;
    },
    () => key.slice(0, -1),
    () => key.slice(1),
    () => Uint8Array.from([...key, 1]),
    () => new Uint8Array(0),
    () => new Uint8Array(key.length),
    () => Buffer.from(Buffer.from(key).toString('hex').toUpperCase(), 'ascii'),
    () => Buffer.from(Buffer.from(key).toString('base64'), 'ascii'),
    () => dice.bytes(key.length),
  ])();
}
