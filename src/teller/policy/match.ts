import type { Reason } from './reasons.ts';

/** Largest distance of an embedding's length from 1 that rounding can explain. */
const NORM_TOLERANCE = 0.01;

function isNormalised(vector: Float32Array): boolean {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.abs(Math.sqrt(sum) - 1) <= NORM_TOLERANCE;
}

/**
 * Cosine similarity of two unit vectors of the same length, -1..1; null when either is not one (NaN included): then
 * there is no score, and no score is a refusal.
 */
export function cosine(a: Float32Array, b: Float32Array): number | null {
  if (a.length === 0 || a.length !== b.length || !isNormalised(a) || !isNormalised(b)) return null;
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += a[i]! * b[i]!;
  return Math.max(-1, Math.min(1, dot));
}

/** R6: the score against the threshold that the calibration supports for the tier's false match rate. */
export function match(score: number | null, threshold: number): Reason[] {
  if (score === null || !Number.isFinite(score)) return ['EMBEDDING_INVALID'];
  return score >= threshold && Number.isFinite(threshold) ? [] : ['MATCH_BELOW_THRESHOLD'];
}
