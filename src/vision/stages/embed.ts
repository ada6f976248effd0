import { TellersightError } from '../../lib/errors.ts';
import { type Picture, secureZero, warp } from '../native.ts';
import type { Face } from '../observation.ts';
import type { Model } from '../pack/model.ts';
import { alignmentTo } from './align.ts';
import { faceFault } from './geometry.ts';

/** Memory for one aligned face, of the embedder's input type. */
export function alignedBuffer(model: Model): Uint8Array | Float32Array {
  return model.entry.input.type === 'uint8' ? new Uint8Array(model.input.length) : new Float32Array(model.input.length);
}

/** Warps the face to the embedder's template into `out`; false when the landmarks do not allow it (R15). */
export function align(model: Model, picture: Picture, face: Face, out: Uint8Array | Float32Array): boolean {
  if (faceFault(face, picture) !== null) return false;
  const map = alignmentTo(face.landmarks, model.entry.input.width);
  if (!map) return false;
  warp(picture, map, model.spec, out);
  return true;
}

/**
 * L2-normalised embedding of an aligned face, written to `out` (dimensions floats). Throws MODEL_FAULT when the model's
 * answer is not a direction.
 */
export async function embed(model: Model, aligned: Uint8Array | Float32Array, out: Float32Array): Promise<void> {
  if (aligned !== model.input) (model.input as Float32Array).set(aligned as Float32Array);
  const outputs = await model.run();
  const { output } = model.entry;
  const values = output.kind === 'embedding' ? outputs[output.name] : undefined;
  if (!values) throw new TellersightError('MODEL_FAULT', 'the embedder gave no embedding');
  out.set(values);
  model.wipe();
  normalise(out);
}

/** Mean of unit embeddings, normalised again. Throws MODEL_FAULT when they cancel out. */
export function meanEmbedding(embeddings: readonly Float32Array[], out: Float32Array): void {
  out.fill(0);
  for (const embedding of embeddings)
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (embedding[i] as number);
  normalise(out);
}

function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  if (!Number.isFinite(length) || length < 1e-6)
    throw new TellersightError('MODEL_FAULT', 'the embedding has no direction');
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / length;
}

/** Overwrites an embedding or an aligned face (R21). */
export function wipe(memory: Float32Array | Uint8Array): void {
  secureZero(new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength));
}

/** Cosine of two unit vectors of the same length, -1..1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
