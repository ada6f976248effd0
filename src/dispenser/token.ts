import { timingSafeEqual } from 'node:crypto';
import { TellersightError } from '../lib/errors.ts';
import { parseTokenAmount } from './tokenAmount.ts';
import { maxTokenBytes, tokenHmac } from './tokenFormat.ts';

/** What a dispense token authorises, after every check that needs no session. */
export interface DispenseToken {
  /** Upper-case hex, as this board gave it out; compare it with NonceStore.claim. */
  readonly nonce: string;
  /** The most that may be paid, minor units, above zero. */
  readonly amountMinor: number;
  readonly currency: string;
  /** SHA-256 of the signed decision record, 64 upper-case hex digits (R18). */
  readonly decisionSha256: string;
  /** The token's HMAC, 64 upper-case hex digits: XFS4IoT DISPENSEID, the idempotency key of the payout. */
  readonly dispenseId: string;
}

export interface TokenFields {
  readonly nonce: string;
  /** Keys between TOKENLENGTH and HMACSHA256. */
  readonly fields: ReadonlyMap<string, string>;
  readonly hmac: string;
}

/**
 * Vendor key that binds a token to a decision. The standard allows vendor keys under the HMAC; a stock dispenser ignores
 * this one, this daemon refuses a token without it (R18).
 */
export const decisionKey = 'TELLERSIGHTDECISION';

const shape =
  /^NONCE=([0-9A-F]{1,64}),TOKENFORMAT=1,TOKENLENGTH=([0-9]{4}),((?:[A-Z0-9]+=[^,=]+,)+)HMACSHA256=([0-9A-F]{64})$/;

/**
 * Checks form, length and HMAC of any end-to-end token, in the order of XFS Generic E2E: nothing of the content is
 * looked at before the HMAC is right. Works on the text as it came, never on a repaired copy.
 *
 * @param key raw bytes of the HMAC key
 * @throws TOKEN_FORMAT, TOKEN_LENGTH, TOKEN_HMAC
 */
export function verifyToken(token: string, key: Uint8Array): TokenFields {
  if (token.length === 0 || token.length > maxTokenBytes) {
    throw new TellersightError('TOKEN_FORMAT', `a token has 1 to ${maxTokenBytes} bytes, this one ${token.length}`);
  }
  if (!/^[!-~]+$/.test(token)) throw new TellersightError('TOKEN_FORMAT', 'the token is not printable ASCII');
  const match = shape.exec(token);
  if (!match) throw new TellersightError('TOKEN_FORMAT', 'keys are missing, out of order or malformed');
  const [, nonce, length, body, hmac] = match as unknown as [string, string, string, string, string];
  if (Number(length) !== token.length) {
    throw new TellersightError('TOKEN_LENGTH', `TOKENLENGTH says ${length}, the token has ${token.length} bytes`);
  }
  const expected = tokenHmac(token.slice(0, -64), key);
  if (!timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(hmac, 'hex'))) {
    throw new TellersightError('TOKEN_HMAC', 'the HMAC does not match');
  }
  const fields = new Map<string, string>();
  for (const pair of body.slice(0, -1).split(',')) {
    const [name, value] = pair.split('=') as [string, string];
    if (fields.has(name) || reserved.has(name)) throw new TellersightError('TOKEN_FORMAT', `${name} is there twice`);
    fields.set(name, value);
  }
  return { nonce, fields, hmac };
}

const reserved = new Set(['NONCE', 'TOKENFORMAT', 'TOKENLENGTH', 'HMACSHA256']);

/**
 * Verifies a dispense token (R16, R18) for a terminal that pays `currency`. Nonce, decision and amount of the session
 * are compared by the caller: NonceStore.claim(token.nonce, token.dispenseId), then decisionSha256, then the amount.
 *
 * @throws TOKEN_FORMAT, TOKEN_LENGTH, TOKEN_HMAC, TOKEN_VALUE, TOKEN_CURRENCY, TOKEN_DECISION_MISSING
 */
export function verifyDispenseToken(token: string, key: Uint8Array, currency: string): DispenseToken {
  const { nonce, fields, hmac } = verifyToken(token, key);
  // Exact key names: a vendor key that merely contains DISPENSE must not be taken for the amount.
  const value = fields.get('DISPENSE1');
  if (value === undefined) throw new TellersightError('TOKEN_VALUE', 'DISPENSE1 is missing');
  for (const name of fields.keys()) {
    if (/^DISPENSE[0-9]+$/.test(name) && name !== 'DISPENSE1') {
      throw new TellersightError('TOKEN_VALUE', 'a token for several currencies is not supported');
    }
  }
  const amount = parseTokenAmount(value);
  if (amount.currency !== currency) {
    throw new TellersightError('TOKEN_CURRENCY', `the token is for ${amount.currency}, this terminal pays ${currency}`);
  }
  const decisionSha256 = fields.get(decisionKey);
  if (decisionSha256 === undefined || !/^[0-9A-F]{64}$/.test(decisionSha256)) {
    throw new TellersightError('TOKEN_DECISION_MISSING', `${decisionKey} is missing or not 64 upper-case hex digits`);
  }
  return { nonce, ...amount, decisionSha256, dispenseId: hmac };
}
