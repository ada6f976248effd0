import { BINS } from '../scoreBin.ts';

/** False matches: comparisons at or above the lower edge of each bin (suffix sums; one entry more than bins, the last is 0). */
export function atOrAbove(histogram: Uint32Array): Float64Array {
  const counts = new Float64Array(BINS + 1);
  for (let bin = BINS - 1; bin >= 0; bin--) counts[bin] = counts[bin + 1]! + histogram[bin]!;
  return counts;
}
