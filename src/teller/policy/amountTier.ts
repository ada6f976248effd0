import type { Config } from '../../config/schema.ts';
import type { BundleClaims } from '../bundle.ts';
import type { Reason } from './reasons.ts';

export type Tier = 'A' | 'B';

/**
 * R4: which error rate an amount needs; null = no face route for it. A rig whose illuminator cannot be coded loses the
 * upper tier (R13).
 */
export function tierFor(amountMinor: number, policy: Config['policy'], illuminatorCoded: boolean): Tier | null {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1) return null;
  if (amountMinor <= policy.tier_a_limit_minor) return 'A';
  return amountMinor <= policy.tier_b_limit_minor && illuminatorCoded ? 'B' : null;
}

/** The false match rate that policy asks for in a tier. */
export function fmrFor(tier: Tier, policy: Config['policy']): number {
  return tier === 'A' ? policy.tier_a_fmr : policy.tier_b_fmr;
}

/** R4 and the bank's own limit for this account. Amounts are integers of minor units. */
export function amountTier(
  claims: Pick<BundleClaims, 'limits'>,
  request: { readonly amountMinor: number; readonly currency: string },
  terminal: { readonly tier: Tier | null; readonly currency: string },
): Reason[] {
  const reasons: Reason[] = [];
  if (terminal.tier === null) reasons.push('AMOUNT_ABOVE_FACE_ROUTE');
  if (request.currency !== terminal.currency || claims.limits.currency !== terminal.currency) {
    reasons.push('CURRENCY_MISMATCH');
  }
  if (!(request.amountMinor <= claims.limits.maxMinor)) reasons.push('AMOUNT_ABOVE_LIMIT');
  return reasons;
}
