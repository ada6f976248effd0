import type { FrameObservation } from '../../vision/observation.ts';
import { frameIsPossible, type PictureSize } from './geometry.ts';
import { median, share } from './statistics.ts';

/**
 * Several frames as one set of numbers, so that no single lucky or unlucky frame decides:
 * - places, lumas and learned scores: the median over the pairs that have one;
 * - "a face is there": the share of pairs; skew: the largest, since R12 bounds each pair;
 * - pairs with impossible numbers (R15) are counted and left out of everything else; if one of them went into the
 *   embedding, `embeddedPossible` is false and the capture is refused.
 */
export interface FusedCapture {
  readonly pairs: number;
  /** Pairs with possible numbers and a colour face. */
  readonly usable: number;
  readonly invalidShare: number;
  readonly embeddedPossible: boolean;
  /** Share of pairs with more than one face in either channel. */
  readonly crowdShare: number;
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
  const possible = frames.filter((frame) => frameIsPossible(frame, sizes));
  const usable = possible.filter((frame) => frame.rgb !== null);
  const withIr = possible.filter((frame) => frame.ir !== null);
  // A rig that cannot tell (null) is taken as always lit: then there is no difference, and the rules say so.
  const lit = usable.filter((frame) => frame.ir !== null && frame.illuminated !== false);
  const lumas = (state: boolean) => withIr.filter((f) => f.illuminated === state).map((f) => f.ir!.faceLuma);
  const litLuma = median(lumas(true));
  const ambientLuma = median(lumas(false));
  const embedded = new Set(embeddedPairs);
  const pass = lastPass(frames);
  const possiblePass = pass.filter((frame) => frame.ir !== null && frameIsPossible(frame, sizes));
  const padRgb = usable.flatMap((frame) => frame.padRgb ?? []);
  const padIr = usable.flatMap((frame) => frame.padIr ?? []);
  return {
    pairs: frames.length,
    usable: usable.length,
    invalidShare: share(frames, (frame) => !frameIsPossible(frame, sizes)),
    embeddedPossible: embedded.size > 0 && [...embedded].every((pair) => usable.some((frame) => frame.pair === pair)),
    crowdShare: share(frames, (frame) => frame.faces.rgb > 1 || frame.faces.ir > 1),
    maxSkewUs: frames.reduce((most, frame) => Math.max(most, Math.abs(frame.skewUs)), 0),
    correspondence: median(usable.flatMap((frame) => frame.correspondence ?? [])),
    litPairs: lit.length,
    irFaceShare: share(lit, (frame) => frame.ir!.face !== null),
    ambientLuma,
    irDifference: litLuma === null || ambientLuma === null ? null : litLuma - ambientLuma,
    padRgb: median(padRgb),
    padRgbCount: padRgb.length,
    padIr: median(padIr),
    padIrCount: padIr.length,
    halfBitLuma: halfBits.map((_, index) =>
      median(possiblePass.filter((frame) => frame.halfBit === index).map((frame) => frame.ir!.faceLuma)),
    ),
    exposedOtherwise: pass.some(
      (frame) =>
        frame.halfBit !== null && frame.illuminated !== null && frame.illuminated !== (halfBits[frame.halfBit] === 1),
    ),
  };
}

/**
 * Vision begins the code anew when it lost the face on the way. Only the last pass counts: mixing passes would let a
 * stream that was right in half of each look right in all.
 */
function lastPass(frames: readonly FrameObservation[]): readonly FrameObservation[] {
  let start = 0;
  let previous = -1;
  for (const [index, { halfBit }] of frames.entries()) {
    if (halfBit === null) continue;
    if (halfBit < previous) start = index;
    previous = halfBit;
  }
  return frames.slice(start);
}
