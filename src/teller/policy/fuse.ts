import type { FrameObservation } from '../../vision/observation.ts';
import { frameIsPossible, type PictureSize } from './geometry.ts';
import { median, share } from './statistics.ts';

/**
 * Several frames as one set of numbers, so that no single lucky or unlucky frame decides:
 * - places, lumas and learned scores: the median over the pairs that have one;
 * - "a face is there": the share of pairs; skew: the largest, since R12 bounds each pair;
 * - pairs with impossible numbers (R15) are counted and left out of everything else; if one of them went into the
 *   embedding, `embeddedPossible` is false and the capture is refused.
 * Liveness, infrared and places are read from the pairs that the embedding comes from (see `proving`): a living face that
 * was shown before cannot outvote the photo that was compared. Learned scores and the faces' distance are judged once
 * more right beside the embedded pairs, and the worse median counts: nor can one that was shown a moment earlier.
 */
export interface FusedCapture {
  readonly pairs: number;
  /** Pairs with possible numbers and a colour face. */
  readonly usable: number;
  readonly invalidShare: number;
  /** Every pair of the embedding is usable and among the proving ones. */
  readonly embeddedPossible: boolean;
  /** Share of pairs with more than one face in either channel: of all or of the proving pairs, whichever is larger. */
  readonly crowdShare: number;
  /** Largest of the stated skews and of the raw differences of the kernel's timestamps. */
  readonly maxSkewUs: number;
  /** Median distance of the two faces in box widths; null when never measured. */
  readonly correspondence: number | null;
  readonly litPairs: number;
  /** Share of lit (or unknown) pairs with a colour face that have an infrared face; 0 when there are none. */
  readonly irFaceShare: number;
  /** Median face luma on unlit frames: the ambient infrared; null when no frame was unlit. */
  readonly ambientLuma: number | null;
  /** Median lit minus median unlit face luma; null when either is missing. */
  readonly irDifference: number | null;
  readonly padRgb: number | null;
  readonly padRgbCount: number;
  readonly padIr: number | null;
  readonly padIrCount: number;
  /** Median face luma per half-bit in the last pass of the code; null = no usable frame for it. */
  readonly halfBitLuma: readonly (number | null)[];
  /** True when a frame was exposed with another light than its half-bit asked for. */
  readonly exposedOtherwise: boolean;
}

/**
 * @param frames the pairs of one capture in order.
 * @param halfBits the code that was sent, 1 = lit; empty where the rig cannot be coded.
 * @param embeddedPairs numbers of the pairs whose faces went into the embedding.
 */
export function fuse(
  frames: readonly FrameObservation[],
  halfBits: readonly (0 | 1)[],
  embeddedPairs: readonly number[],
  sizes: { readonly rgb: PictureSize; readonly ir: PictureSize },
): FusedCapture {
  const isPossible = (frame: FrameObservation) => frameIsPossible(frame, sizes);
  const isImpossible = (frame: FrameObservation) => !isPossible(frame);
  const isCrowd = (frame: FrameObservation) => frame.faces.rgb > 1 || frame.faces.ir > 1;
  const pass = lastPass(frames);
  const proof = proving(frames, pass, halfBits.length, embeddedPairs);
  const possible = proof.filter(isPossible);
  const usable = possible.filter((frame) => frame.rgb !== null);
  const withIr = possible.filter((frame) => frame.ir !== null);
  // A rig that cannot tell (null) is taken as always lit: then there is no difference, and the rules say so.
  const lit = usable.filter((frame) => frame.illuminated !== false);
  const lumas = (state: boolean) => withIr.filter((f) => f.illuminated === state).map((f) => f.ir!.faceLuma);
  const litLuma = median(lumas(true));
  const ambientLuma = median(lumas(false));
  const embedded = new Set(embeddedPairs);
  const possiblePass = pass.filter((frame) => frame.ir !== null && isPossible(frame));
  const beside = usable.filter(({ pair }) => embeddedPairs.some((other) => Math.abs(other - pair) <= BESIDE_PAIRS));
  const worse = (pick: (frame: FrameObservation) => number | null, choose: (...values: number[]) => number) => {
    const all = usable.flatMap((frame) => pick(frame) ?? []);
    const near = embedded.size > 0 ? beside.flatMap((frame) => pick(frame) ?? []) : all;
    // Nothing measured beside an embedded face is nothing measured.
    const value = all.length > 0 && near.length > 0 ? choose(median(all)!, median(near)!) : null;
    return { value, count: near.length > 0 ? all.length : 0 };
  };
  const padRgb = worse((frame) => frame.padRgb, Math.min);
  const padIr = worse((frame) => frame.padIr, Math.min);
  return {
    pairs: frames.length,
    usable: usable.length,
    invalidShare: Math.max(share(frames, isImpossible), share(proof, isImpossible)),
    embeddedPossible: embedded.size > 0 && [...embedded].every((pair) => usable.some((frame) => frame.pair === pair)),
    crowdShare: Math.max(share(frames, isCrowd), share(proof, isCrowd)),
    maxSkewUs: frames.reduce((most, frame) => Math.max(most, skewOf(frame)), 0),
    correspondence: worse((frame) => frame.correspondence, Math.max).value,
    litPairs: lit.length,
    irFaceShare: share(lit, (frame) => (frame.ir?.face ?? null) !== null),
    ambientLuma,
    irDifference: litLuma === null || ambientLuma === null ? null : litLuma - ambientLuma,
    padRgb: padRgb.value,
    padRgbCount: padRgb.count,
    padIr: padIr.value,
    padIrCount: padIr.count,
    halfBitLuma: halfBits.map((_, index) =>
      median(possiblePass.filter((frame) => frame.halfBit === index).map((frame) => frame.ir!.faceLuma)),
    ),
    exposedOtherwise: pass.some(
      (frame) =>
        frame.halfBit !== null && frame.illuminated !== null && frame.illuminated !== (halfBits[frame.halfBit] === 1),
    ),
  };
}

/** The colour PAD looks at every fourth pair: within two pairs of each there is one it has seen. */
const BESIDE_PAIRS = 2;

/** Vision takes the constant phase of the cameras out of `skewUs`; R12 is about the timestamps themselves. */
function skewOf({ skewUs, rgbTimestampUs, irTimestampUs }: FrameObservation): number {
  return Math.max(Math.abs(skewUs), Math.abs(irTimestampUs - rgbTimestampUs));
}

/**
 * Vision begins the code anew when it lost the face on the way. Only the last pass counts: mixing passes would let a
 * stream that was right in half of each look right in all. All pairs when no code was begun.
 */
function lastPass(frames: readonly FrameObservation[]): readonly FrameObservation[] {
  let start = 0;
  let previous = Number.POSITIVE_INFINITY;
  for (const [index, { halfBit }] of frames.entries()) {
    if (halfBit === null) continue;
    // Each half-bit is seen once in a pass, so an equal one begins another.
    if (halfBit <= previous) start = index;
    previous = halfBit;
  }
  return frames.slice(start);
}

/** Pairs that a rig without a code looks at before it is done (vision's captureRun.ts). */
const UNCODED_PAIRS = 8;

/**
 * The pairs that speak for the embedding: the whole last pass of the code; without a code the last pairs, from the first
 * embedded one on. A pass that was not finished is refused anyway; then all pairs go into the record.
 */
function proving(
  frames: readonly FrameObservation[],
  pass: readonly FrameObservation[],
  halfBits: number,
  embeddedPairs: readonly number[],
): readonly FrameObservation[] {
  if (halfBits > 0) return pass.some(({ halfBit }) => halfBit === halfBits - 1) ? pass : frames;
  const embedded = frames.findIndex(({ pair }) => embeddedPairs.includes(pair));
  const last = Math.max(0, frames.length - UNCODED_PAIRS);
  return frames.slice(embedded < 0 ? last : Math.min(embedded, last));
}
