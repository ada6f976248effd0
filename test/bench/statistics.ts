/** The value below which `share` (0..1) of the samples lie; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
}

export function row(name: string, unit: string, samples: readonly number[]): Row {
  return { name, unit, n: samples.length, p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
}
