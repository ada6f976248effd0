import { thresholdFor } from '../../lib/calibration.ts';
import { hasCode } from '../../lib/errors.ts';
import type { FrameSource } from '../capture/frameSource.ts';
import { releasePair } from '../capture/intake.ts';
import type { FrameObservation } from '../observation.ts';
import type { Model } from '../pack/model.ts';
import type { Pack } from '../pack/pack.ts';
import type { Pipeline, StageTimer } from '../pipeline.ts';
import { align, alignedBuffer, cosine, embed, wipe } from '../stages/embed.ts';

/** Why a pair is refused; null = it passes as live. The first reason found. */
export type PairRefusal = 'noFace' | 'severalFaces' | 'quality' | 'noFaceInIr' | 'apart' | 'padRgb' | 'padIr' | null;

export interface PairReview {
  readonly group: string;
  readonly pair: number;
  readonly faces: { readonly rgb: number; readonly ir: number };
  readonly correspondence: number | null;
  readonly padRgb: number | null;
  readonly padIr: number | null;
  readonly refusal: PairRefusal;
  /** Cosine with the first pair that passed; null for that one and where no face could be aligned. */
  readonly similarity: number | null;
  readonly match: boolean | null;
}

export interface ReviewLimits {
  /** R12, box widths. */
  readonly maxCorrespondence: number;
  /** Log-odds below which a channel refuses. */
  readonly padRgb: number;
  readonly padIr: number;
  /** Cosine; null = the pack's calibration cannot support the asked rate. */
  readonly match: number | null;
}

/** Operating points of a pack: its PAD calibration (0 = even odds where it has none) and its match threshold at `fmr`. */
export function reviewLimits(pack: Pack, fmr: number): ReviewLimits {
  const { pad, match } = pack.calibration;
  let threshold: number | null = null;
  try {
    threshold = match ? thresholdFor(match, fmr).threshold : null;
  } catch (error) {
    if (!hasCode(error, 'CALIBRATION_UNSUPPORTED')) throw error;
  }
  return {
    maxCorrespondence: 0.3,
    padRgb: pad?.rgb.threshold ?? 0,
    padIr: pad?.ir.threshold ?? 0,
    match: threshold,
  };
}

/** The verdict on one pair by the rules a single pair can be judged by. A lit IR frame is needed for a pass. */
export function judgePair(observation: FrameObservation, limits: ReviewLimits): PairRefusal {
  const { rgb, ir, faces } = observation;
  if (!rgb) return 'noFace';
  if (!ir?.face) return 'noFaceInIr';
  if (faces.rgb > 1 || faces.ir > 1) return 'severalFaces';
  // Written so that a missing or non-finite number refuses.
  if (!((observation.correspondence ?? Number.NaN) <= limits.maxCorrespondence)) return 'apart';
  if (!((observation.padRgb ?? Number.NaN) >= limits.padRgb)) return 'padRgb';
  if (!((observation.padIr ?? Number.NaN) >= limits.padIr)) return 'padIr';
  return rgb.quality.ok ? null : 'quality';
}

/** Reviews pairs of several sources one after the other against the first live face. Holds one reference embedding. */
export class Reviewer {
  readonly #pack: Pack;
  readonly #pipeline: Pipeline;
  readonly #limits: ReviewLimits;
  readonly #timer: StageTimer | undefined;
  readonly #embedder: Model;
  readonly #aligned: Uint8Array | Float32Array;
  readonly #own: Float32Array;
  #reference: Float32Array | null = null;

  constructor(pack: Pack, pipeline: Pipeline, limits: ReviewLimits, timer?: StageTimer) {
    this.#pack = pack;
    this.#pipeline = pipeline;
    this.#limits = limits;
    this.#timer = timer;
    this.#embedder = pack.of('embed')[0] as Model;
    this.#aligned = alignedBuffer(this.#embedder);
    this.#own = new Float32Array(pack.identity.dimensions);
  }

  /**
   * Every pair of `source`, in order. Ends at RECORDING_END; other errors are passed on after the pairs before them.
   * `independent` = the pairs are single pictures, not a stream.
   */
  async *review(
    group: string,
    source: FrameSource,
    deadlineMs: number,
    independent = false,
  ): AsyncGenerator<PairReview> {
    await source.start();
    try {
      for (let pair = 0; ; pair++) {
        let frames: Awaited<ReturnType<FrameSource['next']>>;
        try {
          frames = await source.next(deadlineMs);
        } catch (error) {
          if (hasCode(error, 'RECORDING_END')) return;
          throw error;
        }
        try {
          if (independent) this.#pipeline.reset();
          const { observation } = await this.#pipeline.measure(frames, pair, null);
          yield await this.#judge(group, observation, frames.rgb.picture);
        } finally {
          releasePair(frames);
        }
      }
    } finally {
      await source.stop();
    }
  }

  async #judge(
    group: string,
    observation: FrameObservation,
    picture: Parameters<typeof align>[1],
  ): Promise<PairReview> {
    const refusal = judgePair(observation, this.#limits);
    let similarity: number | null = null;
    const start = performance.now();
    if (observation.rgb && align(this.#embedder, picture, observation.rgb.face, this.#aligned)) {
      await embed(this.#embedder, this.#aligned, this.#own);
      this.#timer?.('alignEmbed', performance.now() - start);
      if (this.#reference) similarity = cosine(this.#reference, this.#own);
      else if (refusal === null) this.#reference = this.#own.slice();
    }
    const { pair, faces, correspondence, padRgb, padIr } = observation;
    const match = similarity === null || this.#limits.match === null ? null : similarity >= this.#limits.match;
    return { group, pair, faces, correspondence, padRgb, padIr, refusal, similarity, match };
  }

  /** Overwrites what faces left (R21). */
  wipe(): void {
    wipe(this.#aligned);
    wipe(this.#own);
    if (this.#reference) wipe(this.#reference);
    this.#reference = null;
    this.#pack.wipe();
  }
}
