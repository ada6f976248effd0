import { upper95 } from '../../../src/lib/clopperPearson.ts';
import { percentile } from '../statistics.ts';
import type { Measurement } from './measure.ts';
import type { Count } from './summary.ts';

/** How far the scores stay from one threshold. Positive distances: everybody of that tail is on the right side. */
export interface TierMargin {
  readonly fmr: number;
  readonly threshold: number;
  /** Genuine scores below the threshold. */
  readonly refused: Count;
  /** Impostor scores at or above it. Pairs share faces, so the bound is optimistic. */
  readonly accepted: Count;
  readonly genuineP5Above: number;
  readonly genuineMinAbove: number;
  readonly impostorMaxBelow: number;
}

export interface MatchSummary {
  readonly genuine: { readonly n: number; readonly min: number; readonly p5: number; readonly median: number };
  readonly impostor: { readonly n: number; readonly median: number; readonly p99: number; readonly max: number };
  /** Rates the pack's calibration cannot support are absent. */
  readonly tiers: readonly TierMargin[];
}

/** @param thresholds asked false match rate and the cosine that supports it; null = unsupported */
export function summariseMatching(
  { genuine, impostor }: Pick<Measurement, 'genuine' | 'impostor'>,
  thresholds: readonly { readonly fmr: number; readonly threshold: number | null }[],
): MatchSummary {
  const min = percentile(genuine, 0);
  const p5 = percentile(genuine, 0.05);
  const max = percentile(impostor, 1);
  const count = (errors: number, n: number) => ({ errors, n, upper95: upper95(errors, n) });
  return {
    genuine: { n: genuine.length, min, p5, median: percentile(genuine, 0.5) },
    impostor: { n: impostor.length, median: percentile(impostor, 0.5), p99: percentile(impostor, 0.99), max },
    tiers: thresholds.flatMap(({ fmr, threshold }) =>
      threshold === null
        ? []
        : {
            fmr,
            threshold,
            refused: count(genuine.filter((score) => score < threshold).length, genuine.length),
            accepted: count(impostor.filter((score) => score >= threshold).length, impostor.length),
            genuineP5Above: p5 - threshold,
            genuineMinAbove: min - threshold,
            impostorMaxBelow: threshold - max,
          },
    ),
  };
}
