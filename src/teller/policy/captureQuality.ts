import type { FusedCapture } from './fuse.ts';
import { limits } from './limits.ts';
import type { Reason } from './reasons.ts';

/** How vision ended the capture. */
export type CaptureOutcome = 'complete' | 'poorQuality' | 'noFace' | 'cancelled' | 'failed';

/** Was there enough to decide on? R15 (impossible numbers) and one person alone in front of the machine. */
export function captureQuality(outcome: CaptureOutcome, fused: FusedCapture): Reason[] {
  const reasons: Reason[] = [];
  if (outcome === 'noFace') reasons.push('CAPTURE_NO_FACE');
  else if (outcome === 'poorQuality') reasons.push('CAPTURE_POOR_QUALITY');
  else if (outcome !== 'complete') reasons.push('CAPTURE_FAILED');
  else if (!(fused.usable >= limits.minPairs)) reasons.push('CAPTURE_TOO_SHORT');
  if (fused.crowdShare > limits.maxCrowdShare) reasons.push('MULTIPLE_FACES');
  const impossible = fused.invalidShare > limits.maxInvalidShare || (outcome === 'complete' && !fused.embeddedPossible);
  if (impossible) reasons.push('GEOMETRY_INVALID');
  return reasons;
}
