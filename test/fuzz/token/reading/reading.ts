import { createHash } from 'node:crypto';
import { type ContentReason, readContent } from './content.ts';
import { readForm } from './form.ts';

export type Reason = ContentReason | 'TOKEN_LENGTH' | 'TOKEN_HMAC';

/** What a token authorises by the second reading of the rules, or every reason against it. */
export type Reading =
  | {
      readonly accepted: true;
      readonly nonce: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly decisionSha256: string;
      readonly dispenseId: string;
    }
  | { readonly accepted: false; readonly reasons: ReadonlySet<Reason> };

/**
 * Form, length and HMAC first; the content only under a right HMAC (order of XFS Generic E2E, standards.md 3.4). So the
 * reasons are either all of the first kind or all of the second, and an attacker without the key learns nothing.
 */
export function readDispenseToken(text: string, key: Uint8Array, currency: string): Reading {
  const form = readForm(text);
  if (form === null) return refused('TOKEN_FORMAT');
  const reasons: Reason[] = [];
  if (form.length !== text.length) reasons.push('TOKEN_LENGTH');
  if (!sameText(hmacSha256(text.slice(0, form.signedEnd), key), form.hmac)) reasons.push('TOKEN_HMAC');
  const content = readContent(form.middle, currency);
  if (reasons.length > 0) {
    // A reserved key in the middle is a matter of form too, whichever of the two is looked at first.
    if (form.middle.some(({ name }) => name === 'HMACSHA256')) reasons.push('TOKEN_FORMAT');
    return refused(...reasons);
  }
  if (content.reasons.length > 0 || content.amount === null) return refused(...content.reasons);
  const { nonce, hmac } = form;
  const { amount, decision } = content;
  return {
    accepted: true,
    nonce,
    amountMinor: amount.minor,
    currency: amount.currency,
    decisionSha256: decision,
    dispenseId: hmac,
  };
}

function refused(...reasons: Reason[]): Reading {
  return { accepted: false, reasons: new Set(reasons) };
}

/** RFC 2104 section 2 by hand on SHA-256: the product uses createHmac. Upper-case hex. */
function hmacSha256(text: string, key: Uint8Array): string {
  const short = key.length > 64 ? createHash('sha256').update(key).digest() : key;
  const inner = new Uint8Array(64 + text.length);
  const outer = new Uint8Array(64);
  for (let i = 0; i < 64; i++) {
    inner[i] = (short[i] ?? 0) ^ 0x36;
    outer[i] = (short[i] ?? 0) ^ 0x5c;
  }
  // The form holds: every character is one byte of ASCII.
  for (let i = 0; i < text.length; i++) inner[64 + i] = text.charCodeAt(i);
  const digest = createHash('sha256').update(outer).update(createHash('sha256').update(inner).digest()).digest();
  let hex = '';
  for (const byte of digest) hex += '0123456789ABCDEF'.charAt(byte >> 4) + '0123456789ABCDEF'.charAt(byte & 15);
  return hex;
}

function sameText(a: string, b: string): boolean {
  let different = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return different === 0;
}
