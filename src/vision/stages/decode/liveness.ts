import type { OutputContract } from '../../pack/manifest.ts';

/** Keeps log-odds finite; a float32 softmax has no more certainty than this anyway. */
const EDGE = 1e-7;

/** Log-odds of a probability 0..1. */
export function toLogit(probability: number): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, probability));
  return Math.log(p / (1 - p));
}

/**
 * Output contracts `logit` and `softmax`: the liveness log-odds, larger = more alive. Null when the model's answer is not
 * finite: no number is better than a wrong one, because a model only denies (R11).
 */
export function decodeLiveness(values: Float32Array, contract: OutputContract): number | null {
  if (contract.kind === 'logit') {
    const value = values[0] as number;
    return Number.isFinite(value) ? value : null;
  }
  if (contract.kind !== 'softmax') return null;
  const scores = Array.from(values.subarray(0, contract.classes));
  if (!scores.every(Number.isFinite)) return null;
  const live = scores[contract.live] as number;
  if (contract.applied) return toLogit(live);
  // log(p / (1 - p)) of a softmax = live score minus log-sum-exp of the others; exact, no probability in between.
  const others = scores.filter((_, index) => index !== contract.live);
  const top = Math.max(...others);
  const limit = toLogit(1);
  const logit = live - top - Math.log(others.reduce((sum, score) => sum + Math.exp(score - top), 0));
  return Math.min(limit, Math.max(-limit, logit));
}

/** One verdict of several models of one role: the mean of their probabilities, as log-odds. */
export function combineLiveness(logits: readonly (number | null)[]): number | null {
  if (logits.length === 0 || logits.includes(null)) return null;
  if (logits.length === 1) return logits[0] as number;
  const mean = logits.reduce<number>((sum, logit) => sum + 1 / (1 + Math.exp(-(logit as number))), 0) / logits.length;
  return toLogit(mean);
}
