import type { Config } from '../../config/schema.ts';
import type { BundleClaims } from '../bundle.ts';
import { ambientIr } from './ambientIr.ts';
import { amountTier, type Tier, tierFor } from './amountTier.ts';
import { type AttemptState, attempts } from './attempts.ts';
import { type CaptureOutcome, captureQuality } from './captureQuality.ts';
import { consent } from './consent.ts';
import { correspondence } from './correspondence.ts';
import type { FusedCapture } from './fuse.ts';
import { idStatus } from './idStatus.ts';
import { type Bit, illumination } from './illumination.ts';
import { irResponse } from './irResponse.ts';
import { limits } from './limits.ts';
import { liveness, type PadThresholds } from './liveness.ts';
import { match } from './match.ts';
import { phoneFactor } from './phoneFactor.ts';
import type { Reason } from './reasons.ts';

/** Everything known before a camera opens. */
export interface ClaimInput {
  readonly policy: Config['policy'];
  readonly claims: BundleClaims;
  readonly request: { readonly amountMinor: number; readonly currency: string };
  /** Currency of the cassettes. */
  readonly currency: string;
  readonly illuminatorCoded: boolean;
  /** Seconds between the bank's ID check and now; see idStatus. */
  readonly idStatusAgeS: number;
  /** Seconds since 1970, UTC. */
  readonly nowS: number;
  readonly attempts: AttemptState;
}

/** What the capture adds. */
export interface FaceInput {
  readonly outcome: CaptureOutcome;
  readonly fused: FusedCapture;
  readonly maxSkewMs: number;
  readonly illuminatorSwitched: boolean;
  readonly code: readonly Bit[];
  readonly pad: PadThresholds;
  /** Cosine against the template; null when it could not be computed. */
  readonly score: number | null;
  readonly threshold: number;
}

export interface Verdict {
  readonly accepted: boolean;
  /** Every reason of every rule, in the order of the rules; empty exactly when accepted. */
  readonly reasons: readonly Reason[];
  readonly tier: Tier | null;
}

/** The rules that need no camera: a withdrawal that fails here is refused before one opens. */
export function decideClaim(input: ClaimInput): Verdict {
  const { policy, claims, request } = input;
  const tier = tierFor(request.amountMinor, policy, input.illuminatorCoded);
  const id = idStatus(claims, input.idStatusAgeS, policy.id_status_max_age_s);
  return verdict(tier, [
    ...consent(claims),
    ...id,
    ...phoneFactor(claims, {
      tier,
      idInDoubt: id.length > 0,
      nowS: input.nowS,
      minAgeDays: policy.phone_min_age_days,
    }),
    ...amountTier(claims, request, { tier, currency: input.currency }),
    ...attempts(input.attempts, policy),
  ]);
}

/** All rules. Reasons are only ever added: nothing here looks at another rule's result to forgive it (R11). */
export function decide(input: ClaimInput & { readonly face: FaceInput }): Verdict {
  const { face, policy } = input;
  const claim = decideClaim(input);
  const shared = [
    ...claim.reasons,
    ...captureQuality(face.outcome, face.fused),
    ...ambientIr(face.fused, policy.ambient_ir_limit),
  ];
  if (face.outcome !== 'complete') return verdict(claim.tier, [...shared, ...foundAnyway(input)]);
  return verdict(claim.tier, [
    ...shared,
    ...irResponse(face.fused, face.illuminatorSwitched),
    ...correspondence(face.fused, { maxSkewMs: face.maxSkewMs, maxCorrespondence: policy.max_correspondence }),
    ...(input.illuminatorCoded ? illumination(face.fused, face.code) : []),
    ...liveness(face.fused, face.pad),
    ...match(face.score, face.threshold),
  ]);
}

/**
 * A capture that did not come to its end is refused for that alone. What was measured all the same goes into the record
 * beside it (an attack often shows itself this way); what was not measured is not held against anybody.
 */
function foundAnyway(input: ClaimInput & { readonly face: FaceInput }): Reason[] {
  const { face, policy } = input;
  const { fused } = face;
  const places = { maxSkewMs: face.maxSkewMs, maxCorrespondence: policy.max_correspondence };
  return [
    ...(fused.litPairs < limits.minLitPairs ? [] : irResponse(fused, face.illuminatorSwitched)),
    ...(fused.correspondence === null ? [] : correspondence(fused, places)),
    ...liveness(fused, face.pad).filter((reason) => reason !== 'PAD_MISSING'),
  ];
}

function verdict(tier: Tier | null, reasons: readonly Reason[]): Verdict {
  return { accepted: reasons.length === 0 && tier !== null, reasons: [...new Set(reasons)], tier };
}
