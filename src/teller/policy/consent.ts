import type { BundleClaims } from '../bundle.ts';
import type { Reason } from './reasons.ts';

/** The only purpose this board verifies a face for. */
export const CONSENT_PURPOSE = 'cardless-withdrawal';

/** R23: a consent id and version for exactly this purpose; consent for anything else is none. */
export function consent(claims: Pick<BundleClaims, 'consent'>): Reason[] {
  return claims.consent?.purpose === CONSENT_PURPOSE ? [] : ['CONSENT_MISSING'];
}
