import type { FusedCapture } from './fuse.ts';
import { limits } from './limits.ts';
import type { Reason } from './reasons.ts';

/**
 * Physical sanity of the infrared channel: the face is there when the light is on, and the light makes a difference.
 * A screen is dark in near infrared and fails both. A rig that cannot switch its light at all (`switched` false) has no
 * difference to show; it has lost the upper tier for that (R13).
 */
export function irResponse(
  fused: Pick<FusedCapture, 'litPairs' | 'irFaceShare' | 'irDifference'>,
  switched: boolean,
): Reason[] {
  const reasons: Reason[] = [];
  if (!(fused.litPairs >= limits.minLitPairs && fused.irFaceShare >= limits.minIrFaceShare)) {
    reasons.push('FACE_MISSING_IR');
  }
  const answers = fused.irDifference !== null && fused.irDifference >= limits.minIrDifference;
  if (switched && !answers) reasons.push('IR_RESPONSE_MISSING');
  return reasons;
}
