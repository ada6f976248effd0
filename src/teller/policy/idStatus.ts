import type { BundleClaims } from '../bundle.ts';
import { limits } from './limits.ts';
import type { Reason } from './reasons.ts';

/**
 * R3: the document behind the account must be valid, as the bank knew at most `maxAgeS` seconds ago.
 *
 * @param ageS seconds between the bank's check and now (monotonic since the bundle came in); negative = in the future.
 */
export function idStatus(claims: Pick<BundleClaims, 'idStatus'>, ageS: number, maxAgeS: number): Reason[] {
  const status = claims.idStatus?.status;
  if (status === undefined || status === 'unknown') return ['ID_STATUS_UNKNOWN'];
  const reasons: Reason[] = [];
  if (status === 'lost') reasons.push('ID_LOST');
  if (status === 'superseded') reasons.push('ID_SUPERSEDED');
  // Written so that NaN is stale too.
  if (!(ageS <= maxAgeS && ageS >= -limits.clockToleranceS)) reasons.push('ID_STATUS_STALE');
  return reasons;
}
