import { drawSubjects } from './drawSubjects.ts';
import type { GroupScores } from './groupScores.ts';
import { quantile } from './quantile.ts';
import type { RandomNumbers } from './randomNumbers.ts';

/** Of the false non-match rate at one threshold, by bootstrap over subjects. */
export interface GenuineBound {
  /** Two-sided 95 %. */
  readonly lower: number;
  readonly upper: number;
  /** One-sided 95 %. */
  readonly upper95: number;
}

/** Bounds of the false non-match rate (R8) at each threshold; empty where the group has no genuine comparison. */
export function genuineBounds(
  scores: GroupScores,
  grid: Int32Array,
  replicates: number,
  random: RandomNumbers,
): GenuineBound[] {
  if (scores.genuinePairs === 0) return [];
  const { compared, missed } = missesPerSubject(scores, grid);
  const times = new Uint8Array(compared.length);
  const rates = Array.from(grid, () => new Float64Array(replicates));
  const sums = new Float64Array(grid.length);
  for (let replicate = 0; replicate < replicates; replicate++) {
    drawSubjects(random, times);
    let made = 0;
    sums.fill(0);
    for (let subject = 0, row = 0; subject < times.length; subject++, row += grid.length) {
      const own = times[subject]!;
      if (own === 0) continue;
      made += own * compared[subject]!;
      for (let t = 0; t < sums.length; t++) sums[t]! += own * missed[row + t]!;
    }
    for (let t = 0; t < sums.length; t++) rates[t]![replicate] = sums[t]! / made;
  }
  return rates.map((own) => {
    own.sort();
    return { lower: quantile(own, 0.025), upper: quantile(own, 0.975), upper95: quantile(own, 0.95) };
  });
}

/** Genuine comparisons of each subject that has any, and how many of them fall below each threshold (row by row). */
function missesPerSubject(scores: GroupScores, grid: Int32Array): { compared: Uint32Array; missed: Uint32Array } {
  const place = new Int32Array(scores.subjects).fill(-1);
  let subjects = 0;
  scores.each('genuine', (a) => {
    if (place[a]! < 0) place[a] = subjects++;
  });
  const compared = new Uint32Array(subjects);
  const missed = new Uint32Array(subjects * grid.length);
  scores.each('genuine', (a, _b, bin) => {
    const subject = place[a]!;
    compared[subject]!++;
    for (let t = grid.length - 1; t >= 0 && grid[t]! > bin; t--) missed[subject * grid.length + t]!++;
  });
  return { compared, missed };
}
