import type { Config } from '../config/schema.ts';
import type { Calibration, PadCalibration } from '../lib/calibration.ts';
import { thresholdFor } from '../lib/calibration.ts';
import type { Tier } from './policy/amountTier.ts';
import { fmrFor } from './policy/amountTier.ts';
import type { PadThresholds } from './policy/liveness.ts';

/** A match threshold and what supports it; goes into every decision record. */
export interface TierThreshold {
  readonly askedFmr: number;
  /** Cosine. */
  readonly threshold: number;
  readonly support: {
    /** The group that set the threshold, its pairs, errors and upper 95 % bound at the threshold (R7). */
    readonly group: string;
    readonly impostorPairs: number;
    readonly errors: number;
    readonly upper95: number;
    readonly unsupportedGroups: readonly string[];
  };
}

export interface Thresholds {
  readonly A: TierThreshold;
  readonly B: TierThreshold;
  readonly pad: PadThresholds;
  /** The embedder whose numbers these are; vision must have loaded exactly this one. */
  readonly embedderSha256: string;
}

/**
 * R6: thresholds from the pack's calibration for the rates that policy asks for.
 *
 * @throws CALIBRATION_UNSUPPORTED: the daemon must not start (exit code 78, EX_CONFIG).
 */
export function deriveThresholds(policy: Config['policy'], calibration: Calibration, pad: PadCalibration): Thresholds {
  const tier = (name: Tier): TierThreshold => {
    const askedFmr = fmrFor(name, policy);
    const { threshold, worstGroup, unsupported } = thresholdFor(calibration, askedFmr);
    const group = calibration.groups.find((candidate) => candidate.name === worstGroup)!;
    const point = group.points.find((candidate) => candidate.threshold === threshold)!;
    const { errors, upper95 } = point;
    const { impostorPairs } = group;
    const support = { group: worstGroup, impostorPairs, errors, upper95, unsupportedGroups: unsupported };
    return { askedFmr, threshold, support };
  };
  return {
    A: tier('A'),
    B: tier('B'),
    pad: { rgb: pad.rgb.threshold, ir: pad.ir.threshold },
    embedderSha256: calibration.modelSha256,
  };
}
