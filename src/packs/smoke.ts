import { TellersightError } from '../lib/errors.ts';
import type { ModelEntry } from '../vision/pack/manifest.ts';
import type { Model } from '../vision/pack/model.ts';

/** How many values of a model's outputs its smoke vector keeps. */
const VECTOR_LENGTH = 16;
/** Of the largest value: a step of an 8-bit output is a twentieth of it, and other int8 kernels round otherwise. */
const TOLERANCE = 0.15;
/** Coarse squares, so that a network trained on pictures has something to see. */
const SQUARE_SHIFT = 3;

/**
 * Runs a model on two fixed patterns, the first one twice: its answers must be finite, depend on what it is shown and
 * not on when, and be near the vector that its maker recorded. Returns this machine's vector. Throws PACK_SMOKE, MODEL_FAULT.
 */
export async function smoke(model: Model): Promise<number[]> {
  const { entry } = model;
  const fail = (what: string) => new TellersightError('PACK_SMOKE', `${entry.file} (${entry.role}): ${what}`);
  try {
    const [first, other, again] = [await answer(model, 1), await answer(model, 2), await answer(model, 1)];
    if (![...first, ...other].every(Number.isFinite)) throw fail('not every output is a finite number');
    if (first.some((value, i) => value !== again[i])) throw fail('the same input gives another answer');
    if (first.every((value, i) => value === other[i])) throw fail('the answer does not depend on the input');
    const odd = oddAnswer(entry, first) ?? oddAnswer(entry, other);
    if (odd) throw fail(odd);
    const vector = spread(first);
    const far =
      entry.smoke?.values.findIndex((value, i) => !(Math.abs(value - vector[i]!) <= entry.smoke!.tolerance)) ?? -1;
    if (far >= 0) {
      throw fail(
        `value ${far} is ${vector[far]}, its maker recorded ${entry.smoke!.values[far]} ± ${entry.smoke!.tolerance}`,
      );
    }
    return vector;
  } finally {
    model.wipe();
  }
}

/** What a maker records of `smoke`, with room for the rounding of other processors. */
export function smokeRecord(values: number[]): NonNullable<ModelEntry['smoke']> {
  return { values, tolerance: TOLERANCE * Math.max(1e-3, ...values.map(Math.abs)) };
}

async function answer(model: Model, seed: number): Promise<number[]> {
  fill(model, seed);
  return Object.values(await model.run()).flatMap((values) => [...values]);
}

/** What an output contract promises beyond its shape. */
function oddAnswer({ output }: ModelEntry, values: readonly number[]): string | null {
  const sum = values.reduce((total, value) => total + value, 0);
  if (output.kind === 'softmax' && output.applied && Math.abs(sum - 1) > 0.02) return `probabilities add up to ${sum}`;
  if (output.kind === 'embedding' && values.every((value) => value === 0)) return 'the embedding is zero';
  return null;
}

/** Up to 16 values at even distances. */
function spread(values: readonly number[]): number[] {
  const length = Math.min(VECTOR_LENGTH, values.length);
  return Array.from({ length }, (_, i) => values[Math.floor((i * values.length) / length)]!);
}

/** Squares of levels 0..255 in every channel, the same on every machine: integers only. */
function fill(model: Model, seed: number): void {
  const { width, height, layout, channels, mean, scale } = model.entry.input;
  const planes = channels === 'grey' ? 1 : 3;
  const float = model.input instanceof Float32Array;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < planes; c++) {
        const level = hash(x >> SQUARE_SHIFT, y >> SQUARE_SHIFT, c, seed) & 255;
        const at = layout === 'nchw' ? (c * height + y) * width + x : (y * width + x) * planes + c;
        model.input[at] = float ? (level - (mean?.[c] ?? mean?.[0] ?? 0)) * (scale?.[c] ?? scale?.[0] ?? 1) : level;
      }
    }
  }
}

/** A few rounds of a multiplicative mix; only its spread matters. */
function hash(...words: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const word of words) {
    state = Math.imul(state ^ word, 0x85ebca6b);
    state ^= state >>> 13;
  }
  return state >>> 8;
}
