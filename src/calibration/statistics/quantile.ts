/** The value that a share `p` of the replicates does not exceed; the rank is rounded up, towards the safe side. */
export function quantile(sorted: Float64Array, p: number): number {
  const rank = Math.ceil(p * (sorted.length + 1));
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? Number.NaN;
}
