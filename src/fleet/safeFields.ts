import type { LogFields } from '../system/log.ts';

type SafeValue = string | number | boolean | null;

const TEXT = /^[\x20-\x7e]{0,128}$/;
const HASH = /^[0-9a-fA-F]{32}$|^[0-9a-fA-F]{64}$/;
/** Seven digits in a row could be part of a phone, account or ID number. */
const NUMBER_LIKE = /\d(?:[ -]?\d){6}/;
/** A long unbroken run of base64 letters could be a piece of an embedding or picture. */
const BLOB_LIKE = /[A-Za-z0-9+/_-]{41}/;
const KEY = /^[a-z][A-Za-z0-9]{0,31}$/;
export const FORBIDDEN_KEY =
  /face|embed|template|score|similar|account|phone|mobile|person|customer|idnumber|idcard|subject|image|picture|pixel|landmark|pinblock|gallery/i;

/**
 * Lets only small harmless facts of an event out to the network. This is the second line of defence: callers must not
 * put anything personal into fields in the first place.
 */
export function safeFields(fields: LogFields): Record<string, SafeValue> {
  const safe: Record<string, SafeValue> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || !KEY.test(key)) continue;
    safe[key] = FORBIDDEN_KEY.test(key) ? '[withheld]' : safeValue(value);
  }
  return safe;
}

function safeValue(value: SafeValue): SafeValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || HASH.test(value)) return value;
  return TEXT.test(value) && !NUMBER_LIKE.test(value) && !BLOB_LIKE.test(value) ? value : '[withheld]';
}
