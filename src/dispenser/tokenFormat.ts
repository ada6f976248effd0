import { createHmac } from 'node:crypto';

/**
 * The text form of XFS4IoT end-to-end security tokens (XFS Generic E2E v1.0, "Token format"): shared by dispense
 * tokens, present-status tokens and whoever builds a token on the other side.
 */

export const maxTokenBytes = 1024;
/** ",HMACSHA256=" and 64 hex digits. */
const tailBytes = 1 + 'HMACSHA256='.length + 64;

/**
 * Builds a token: NONCE, TOKENFORMAT and TOKENLENGTH first, then `fields` in their order, HMACSHA256 last.
 * TOKENLENGTH counts the whole token; the HMAC covers everything up to and including "HMACSHA256=".
 *
 * @param key raw key bytes (16 to 32 in production; the published example uses its 60 ASCII characters as they stand)
 * @throws RangeError when a part does not fit the format
 */
export function formatToken(nonce: string, fields: readonly (readonly [string, string])[], key: Uint8Array): string {
  if (!/^[0-9A-F]+$/.test(nonce)) throw new RangeError('a token nonce is upper-case hex');
  for (const [name, value] of fields) {
    if (!/^[A-Z0-9]+$/.test(name)) throw new RangeError(`token key ${name} is not upper-case letters and digits`);
    if (!/^[!-~]+$/.test(value) || /[=,]/.test(value)) throw new RangeError(`value of ${name} does not fit a token`);
  }
  const body = fields.map(([name, value]) => `,${name}=${value}`).join('');
  const head = `NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=`;
  const length = head.length + 4 + body.length + tailBytes;
  if (length > maxTokenBytes)
    throw new RangeError(`a token is at most ${maxTokenBytes} bytes, this would be ${length}`);
  const signed = `${head}${String(length).padStart(4, '0')}${body},HMACSHA256=`;
  return signed + tokenHmac(signed, key);
}

/** HMAC-SHA-256 of the signed part (which ends in "HMACSHA256="), upper-case hex. */
export function tokenHmac(signed: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(signed, 'ascii').digest('hex').toUpperCase();
}
