import { upper95 } from '../../../src/lib/clopperPearson.ts';
import { KINDS, type Kind } from '../../../src/simulator/scene/spec.ts';
import type { Reason } from '../../../src/teller/policy/reasons.ts';
import { percentile } from '../statistics.ts';
import type { Measurement, Presentation } from './measure.ts';
import { type OperatingPoints, reasonsOf } from './verdict.ts';

/** Errors in n trials with the one-sided 95 % upper bound of their rate. */
export interface Count {
  readonly errors: number;
  readonly n: number;
  readonly upper95: number;
}

export interface Spread {
  readonly n: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** One learned detector on one kind: fused logits (median of a presentation), and how often it was wrong. */
export interface PadSummary {
  readonly logit: Spread;
  /** Living people below the threshold, attacks at or above it, of those that got a logit at all. */
  readonly wrong: Count;
}

export interface KindSummary {
  readonly kind: Kind;
  readonly live: boolean;
  readonly presentations: number;
  readonly pairs: number;
  readonly rgbFaces: number;
  readonly litPairs: number;
  readonly irFaces: number;
  /** Box widths, over pairs. */
  readonly correspondenceP95: number;
  /** Lit minus unlit luma of the face region, 0..255, over presentations. */
  readonly irDifference: Spread;
  readonly padRgb: PadSummary;
  readonly padIr: PadSummary;
  /** Presentations per reason of the teller's rules at tier A; one presentation may have several. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  /** For the person: refused; for everything else: accepted. */
  readonly wrongA: Count;
  readonly wrongB: Count;
}

/** p5, median, p95 of whatever was measured. */
export function spread(values: readonly number[]): Spread {
  const at = (share: number) => percentile(values, share);
  return { n: values.length, low: at(0.05), median: at(0.5), high: at(0.95) };
}

function count(errors: number, n: number): Count {
  return { errors, n, upper95: upper95(errors, n) };
}

function pad(logits: readonly number[], threshold: number, live: boolean): PadSummary {
  const wrong = logits.filter((logit) => logit >= threshold !== live).length;
  return { logit: spread(logits), wrong: count(wrong, logits.length) };
}

function summarise(kind: Kind, shown: readonly Presentation[], points: OperatingPoints): KindSummary {
  // A stranger is alive: the detectors must let them through, matching must not.
  const live = kind === 'live' || kind === 'other';
  const frames = shown.flatMap((presentation) => presentation.frames);
  const lit = frames.filter((frame) => frame.illuminated);
  const reasons: Partial<Record<Reason, number>> = {};
  for (const presentation of shown) {
    for (const reason of new Set(reasonsOf(presentation, points, points.tierA))) {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
  }
  const wrong = (threshold: number | null) => {
    const accepted = shown.filter((presentation) => reasonsOf(presentation, points, threshold).length === 0).length;
    return count(kind === 'live' ? shown.length - accepted : accepted, shown.length);
  };
  return {
    kind,
    live,
    presentations: shown.length,
    pairs: frames.length,
    rgbFaces: frames.filter((frame) => frame.rgb !== null).length,
    litPairs: lit.length,
    irFaces: lit.filter((frame) => frame.ir?.face).length,
    correspondenceP95: percentile(
      frames.flatMap((frame) => frame.correspondence ?? []),
      0.95,
    ),
    irDifference: spread(shown.flatMap(({ fused }) => fused.irDifference ?? [])),
    padRgb: pad(
      shown.flatMap(({ fused }) => fused.padRgb ?? []),
      points.pad.rgb,
      live,
    ),
    padIr: pad(
      shown.flatMap(({ fused }) => fused.padIr ?? []),
      points.pad.ir,
      live,
    ),
    reasons,
    wrongA: wrong(points.tierA),
    wrongB: wrong(points.tierB),
  };
}

export function summariseKinds(measured: Measurement, points: OperatingPoints): KindSummary[] {
  return KINDS.map((kind) =>
    summarise(
      kind,
      measured.presentations.filter((presentation) => presentation.kind === kind),
      points,
    ),
  );
}
