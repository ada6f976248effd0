import { randomBytes } from 'node:crypto';
import { decisionKey } from '../../dispenser/token.ts';
import { formatTokenAmount } from '../../dispenser/tokenAmount.ts';
import { formatToken } from '../../dispenser/tokenFormat.ts';
import { type Decision, decisionSha256 } from '../../teller/decision.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** XFS4IoT end-to-end token for exactly the decided amount, bound to the decision by its SHA-256 (R18). */
export function buildDispenseToken(
  decision: Decision,
  jws: string,
  key: Uint8Array,
  misbehaviour: Misbehaviour,
): string {
  const { amountMinor, currency } = decision;
  const amount = misbehaviour === 'tokenSmallerAmount' ? amountMinor - 1 : amountMinor;
  const hash = misbehaviour === 'tokenOtherDecision' ? randomBytes(32).toString('hex') : decisionSha256(jws);
  const fields: [string, string][] = [['DISPENSE1', formatTokenAmount(amount, currency)]];
  if (misbehaviour !== 'tokenWithoutDecision') fields.push([decisionKey, hash.toUpperCase()]);
  const nonce = misbehaviour === 'tokenOtherNonce' ? randomBytes(16).toString('hex').toUpperCase() : decision.nonce;
  return formatToken(nonce, fields, misbehaviour === 'tokenWrongKey' ? randomBytes(32) : key);
}
