import type { Frame, FramePair } from './capture/frameSource.ts';
import { lumaStats, type Picture } from './native.ts';
import type { Box, Face, FrameObservation, Guidance } from './observation.ts';
import type { Model } from './pack/model.ts';
import type { Pack } from './pack/pack.ts';
import { correspondence, expectedIrBox, type Rig } from './stages/correspondence.ts';
import { detect } from './stages/detect.ts';
import { padIr } from './stages/padIr.ts';
import { padRgb } from './stages/padRgb.ts';
import { judge } from './stages/quality.ts';

/** Where the time goes; called when asked for (bench, replay --timing). */
export type StageTimer = (stage: string, milliseconds: number) => void;

export interface PipelineOptions {
  readonly timer?: StageTimer | undefined;
  /** The colour PAD looks at every this many pairs: it changes slowly and costs most per frame. Default 4. */
  readonly padRgbEvery?: number;
}

export interface Measured {
  readonly observation: FrameObservation;
  /** What would help, from this pair alone; null = nothing to ask. */
  readonly guidance: Guidance | null;
}

/**
 * One pair of frames to one FrameObservation. Holds no frame and no face beyond the boxes of the last one; frames stay
 * the caller's.
 */
export class Pipeline {
  readonly #pack: Pack;
  readonly #rig: Rig;
  readonly #timer: StageTimer | undefined;
  readonly #padRgbEvery: number;
  readonly #detector: Model;
  #lastIrBox: Box | null = null;
  #pairs = 0;

  constructor(pack: Pack, rig: Rig, options: PipelineOptions = {}) {
    this.#pack = pack;
    this.#rig = rig;
    this.#timer = options.timer;
    this.#padRgbEvery = options.padRgbEvery ?? 4;
    this.#detector = pack.of('detect')[0] as Model;
  }

  /** Forgets where faces were: a new capture, maybe another person. */
  reset(): void {
    this.#lastIrBox = null;
    this.#pairs = 0;
  }

  /** `pair` and `halfBit` are copied into the observation. Throws MODEL_FAULT or a NATIVE_* code. */
  async measure(frames: FramePair, pair: number, halfBit: number | null): Promise<Measured> {
    const { rgb, ir } = frames;
    // MJPG is decoded when a picture is first looked at: here, so that the stages are not billed for it.
    await this.#time('decode', () => [rgb.picture, ir.picture]);
    const seen = await this.#time('detectRgb', () => detect(this.#detector, rgb.picture));
    const quality = seen.face
      ? await this.#time('quality', () =>
          judge(seen.face as Face, lumaStats(rgb.picture, (seen.face as Face).box), rgb.picture),
        )
      : null;
    const infrared = await this.#measureIr(ir, seen.face, rgb.picture);
    const turn = this.#pairs++ % this.#padRgbEvery === 0;
    const { face } = seen;
    const observation: FrameObservation = {
      pair,
      rgbTimestampUs: rgb.timestampUs,
      irTimestampUs: ir.timestampUs,
      skewUs: frames.skewUs,
      illuminated: ir.illuminated,
      halfBit,
      faces: { rgb: seen.count, ir: infrared.count },
      rgb: face && quality ? { face, quality } : null,
      ir: infrared.ir,
      correspondence:
        face && infrared.ir?.face
          ? correspondence(face.box, infrared.ir.face.box, rgb.picture, ir.picture, this.#rig)
          : null,
      padRgb: face && turn ? await this.#time('padRgb', () => padRgb(this.#pack, rgb.picture, face)) : null,
      padIr: infrared.pad,
    };
    return { observation, guidance: guidanceOf(observation) };
  }

  async #measureIr(
    frame: Frame,
    rgbFace: Face | null,
    rgbPicture: Picture,
  ): Promise<{ ir: FrameObservation['ir']; count: number; pad: number | null }> {
    const { picture } = frame;
    const lit = frame.illuminated !== false;
    const seen = lit ? await this.#time('detectIr', () => detect(this.#detector, picture)) : { face: null, count: 0 };
    const { face } = seen;
    if (face) this.#lastIrBox = face.box;
    // Without a face of its own the frame is measured where the last lit one had it, or where the rig says it must be.
    const box =
      face?.box ?? this.#lastIrBox ?? (rgbFace ? expectedIrBox(rgbFace.box, rgbPicture, picture, this.#rig) : null);
    const measured = box ? clip(box, picture) : null;
    if (!measured) return { ir: null, count: seen.count, pad: null };
    const luma = await this.#time('irLuma', () => lumaStats(picture, measured));
    const pad = face ? await this.#time('padIr', () => padIr(this.#pack, picture, face)) : null;
    return {
      ir: { face, faceLuma: luma.mean, borderLuma: borderLuma(picture), clippedHigh: luma.clippedHigh },
      count: seen.count,
      pad,
    };
  }

  async #time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    if (!this.#timer) return work();
    const start = performance.now();
    const result = await work();
    this.#timer(stage, performance.now() - start);
    return result;
  }
}

function guidanceOf(observation: FrameObservation): Guidance | null {
  if (!observation.rgb) return 'presentFace';
  if (observation.faces.rgb > 1 || observation.faces.ir > 1) return 'onePersonOnly';
  return observation.rgb.quality.guidance;
}

/** The part of a box inside the picture; null when too little is left to measure. */
function clip(box: Box, picture: Picture): Box | null {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  const width = Math.min(picture.width, box.x + box.width) - x;
  const height = Math.min(picture.height, box.y + box.height) - y;
  return width >= 8 && height >= 8 ? { x, y, width, height } : null;
}

/** Mean luma of the left and right tenth of the frame, 0..255: what the illuminator does to the background. */
function borderLuma(picture: Picture): number {
  const width = Math.max(8, Math.floor(picture.width / 10));
  const strip = (x: number) => lumaStats(picture, { x, y: 0, width, height: picture.height }).mean;
  return (strip(0) + strip(picture.width - width)) / 2;
}
