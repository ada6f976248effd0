import type { BundleClaims } from '../bundle.ts';
import type { Tier } from './amountTier.ts';
import type { Reason } from './reasons.ts';

const DAY_S = 86_400;

/**
 * R2: a phone counts only when it is in the customer's name, was bound long enough ago, and not in the session that
 * opened the account. An SMS to a number the impostor brought along is no second factor (the lost-ID loan case).
 */
export function isIndependent(phone: NonNullable<BundleClaims['phone']>, nowS: number, minAgeDays: number): boolean {
  const age = nowS - phone.boundAt;
  return phone.nameMatched && !phone.boundInOpeningSession && age >= 0 && age >= minAgeDays * DAY_S;
}

/**
 * The phone is needed for tier B (R4). When the document is in doubt it is looked at whatever the amount: that pair of
 * facts is the fraud pattern, and the record shall show both.
 */
export function phoneFactor(
  claims: Pick<BundleClaims, 'phone'>,
  need: { readonly tier: Tier | null; readonly idInDoubt: boolean; readonly nowS: number; readonly minAgeDays: number },
): Reason[] {
  const { phone } = claims;
  const reasons: Reason[] = [];
  if (need.tier !== 'B' && !need.idInDoubt) return reasons;
  if (need.tier === 'B' && !phone?.verified) reasons.push('PHONE_FACTOR_MISSING');
  if (phone && !isIndependent(phone, need.nowS, need.minAgeDays)) reasons.push('PHONE_NOT_INDEPENDENT');
  return reasons;
}
