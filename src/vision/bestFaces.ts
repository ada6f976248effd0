import type { Picture } from './native.ts';
import type { FrameObservation } from './observation.ts';
import type { Model } from './pack/model.ts';
import { align, alignedBuffer, embed, meanEmbedding, wipe } from './stages/embed.ts';

/** Faces that go into the embedding of one capture. */
const KEPT = 3;

interface Slot {
  readonly aligned: Uint8Array | Float32Array;
  pair: number | null;
  score: number;
}

/**
 * Keeps the best aligned faces of a capture, in memory that is allocated once and overwritten after use (R21). Only the
 * small aligned pictures are kept, never a frame.
 */
export class BestFaces {
  readonly #model: Model;
  readonly #slots: Slot[];

  constructor(model: Model) {
    this.#model = model;
    this.#slots = Array.from({ length: KEPT }, () => ({ aligned: alignedBuffer(model), pair: null, score: 0 }));
  }

  get count(): number {
    return this.#slots.filter((slot) => slot.pair !== null).length;
  }

  /** Considers the colour face of a pair of good quality. */
  offer(picture: Picture, observation: FrameObservation): void {
    if (!observation.rgb?.quality.ok) return;
    const score = rank(observation);
    const slot = this.#slots.reduce((worst, other) => (value(other) < value(worst) ? other : worst));
    if (score <= value(slot)) return;
    slot.pair = null;
    if (align(this.#model, picture, observation.rgb.face, slot.aligned)) {
      slot.pair = observation.pair;
      slot.score = score;
    }
  }

  /** Unit-length mean embedding of the faces kept, and their pairs. Throws MODEL_FAULT. The caller wipes `embedding`. */
  async embed(): Promise<{ embedding: Float32Array; pairs: number[] }> {
    const { output } = this.#model.entry;
    const dimensions = output.kind === 'embedding' ? output.dimensions : 0;
    const used = this.#slots.filter((slot) => slot.pair !== null).sort((a, b) => b.score - a.score);
    const single: Float32Array[] = [];
    const embedding = new Float32Array(dimensions);
    try {
      for (const slot of used) {
        const one = new Float32Array(dimensions);
        single.push(one);
        await embed(this.#model, slot.aligned, one);
      }
      meanEmbedding(single, embedding);
    } catch (error) {
      wipe(embedding);
      throw error;
    } finally {
      for (const one of single) wipe(one);
    }
    return { embedding, pairs: used.map((slot) => slot.pair as number) };
  }

  /** Overwrites everything kept. */
  clear(): void {
    for (const slot of this.#slots) {
      wipe(slot.aligned);
      slot.pair = null;
    }
  }
}

function value(slot: Slot): number {
  return slot.pair === null ? Number.NEGATIVE_INFINITY : slot.score;
}

/** A pair whose face was seen by both cameras before one that was not; then frontal before turned; then sharp. */
function rank({ rgb, correspondence }: FrameObservation): number {
  const quality = rgb!.quality;
  const turned = Math.abs(quality.yaw) + Math.abs(quality.pitch) + Math.abs(quality.roll);
  return (correspondence === null ? 0 : 1000) - turned + Math.min(quality.sharpness, 200) / 10;
}
