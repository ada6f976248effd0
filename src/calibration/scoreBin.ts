/** Scores are counted in steps of 1e-4 of the cosine, whose 20,001 edges -1, -0.9999, ..., 1 are the possible thresholds. */
export const BINS = 20_001;
const STEPS = 10_000;

/** The lower edge of a bin as the double that its four decimals spell. */
export function edge(bin: number): number {
  return (bin - STEPS) / STEPS;
}

/**
 * The bin of a score in -1..1: the highest edge that is not above it. So `score >= edge(k)` exactly when the bin is k or
 * higher, and errors counted in bins are the errors the teller would make.
 */
export function binOf(score: number): number {
  const near = Math.round(score * STEPS) + STEPS;
  return edge(near) > score ? near - 1 : near;
}
