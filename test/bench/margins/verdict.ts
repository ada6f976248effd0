import type { Config } from '../../../src/config/schema.ts';
import { ambientIr } from '../../../src/teller/policy/ambientIr.ts';
import { captureQuality } from '../../../src/teller/policy/captureQuality.ts';
import { correspondence } from '../../../src/teller/policy/correspondence.ts';
import { irResponse } from '../../../src/teller/policy/irResponse.ts';
import { liveness, type PadThresholds } from '../../../src/teller/policy/liveness.ts';
import { match } from '../../../src/teller/policy/match.ts';
import type { Reason } from '../../../src/teller/policy/reasons.ts';
import type { Presentation } from './measure.ts';

export interface OperatingPoints {
  readonly policy: Config['policy'];
  readonly maxSkewMs: number;
  readonly pad: PadThresholds;
  /** Cosine for 1e-4 and 1e-5; null = the pack's calibration cannot support that rate. */
  readonly tierA: number | null;
  readonly tierB: number | null;
}

/**
 * The teller's own rules that need nothing but the pictures, as policy/decide.ts applies them. Without the light code
 * of R13: it needs the real control loop of a capture (its tests are in test/unit/teller and test/integration).
 *
 * @param threshold cosine; null = unsupported, nothing matches
 */
export function reasonsOf(presentation: Presentation, points: OperatingPoints, threshold: number | null): Reason[] {
  const { fused, outcome, score } = presentation;
  const quality = captureQuality(outcome, fused);
  if (outcome !== 'complete') return quality;
  return [
    ...quality,
    ...ambientIr(fused, points.policy.ambient_ir_limit),
    ...irResponse(fused, true),
    ...correspondence(fused, {
      maxSkewMs: points.maxSkewMs,
      maxCorrespondence: points.policy.max_correspondence,
    }),
    ...liveness(fused, points.pad),
    ...match(score, threshold ?? Number.NaN),
  ];
}
