import type { FusedCapture } from './fuse.ts';
import type { Reason } from './reasons.ts';

/** R12: both channels look at the same face at the same moment. Not measured is not passed. */
export function correspondence(
  fused: Pick<FusedCapture, 'maxSkewUs' | 'correspondence'>,
  bounds: { readonly maxSkewMs: number; readonly maxCorrespondence: number },
): Reason[] {
  const reasons: Reason[] = [];
  if (!(fused.maxSkewUs <= bounds.maxSkewMs * 1000)) reasons.push('SKEW_TOO_LARGE');
  if (!(fused.correspondence !== null && fused.correspondence <= bounds.maxCorrespondence)) {
    reasons.push('CHANNELS_DISAGREE');
  }
  return reasons;
}
