import { type Comparisons, comparisonsPerSubject } from './comparisonsPerSubject.ts';
import { drawSubjects } from './drawSubjects.ts';
import type { GroupScores } from './groupScores.ts';
import { quantile } from './quantile.ts';
import type { RandomNumbers } from './randomNumbers.ts';

/**
 * Upper 95 % bounds of the false match rate at each threshold, by bootstrap over *subjects* (R7): comparisons that share
 * a person are not independent, so people are drawn anew, not comparisons. Subjects drawn m and k times bring the
 * comparison between them m * k times into the replicate, into the errors and into the comparisons made.
 *
 * @param grid bins, rising
 * @returns one bound per threshold; 0 where no replicate has an error (the caller takes the exact bound as well)
 */
export function impostorBounds(
  scores: GroupScores,
  grid: Int32Array,
  replicates: number,
  random: RandomNumbers,
): Float64Array {
  const { subjects } = scores;
  const tail = errorTail(scores, grid);
  const comparisons = comparisonsPerSubject(scores.each, subjects, scores.impostorPairs);
  const times = new Uint8Array(subjects);
  const rates = Array.from(grid, () => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    drawSubjects(random, times);
    const made = drawnComparisons(comparisons, times);
    let errors = 0;
    // From the strictest threshold down: each adds the errors between it and the one before.
    for (let t = grid.length - 1, i = 0; t >= 0; t--) {
      for (const end = tail.ends[t]!; i < end; i++) errors += times[tail.a[i]!]! * times[tail.b[i]!]!;
      // A replicate without comparisons (one of very few subjects drawn again and again) says nothing.
      rates[t]![replicate] = made === 0 ? 1 : errors / made;
    }
  }
  return Float64Array.from(rates, (own) => quantile(own.sort(), 0.95));
}

/** Comparisons at or above the lowest threshold, highest first; `ends[t]` of them reach threshold t. */
function errorTail(scores: GroupScores, grid: Int32Array): { a: Uint32Array; b: Uint32Array; ends: Uint32Array } {
  const ends = new Uint32Array(grid.length);
  /** The highest threshold that a bin reaches; -1 = none. */
  const reached = new Int32Array(scores.impostor.length).fill(-1);
  for (let bin = 0, t = -1; bin < reached.length; bin++) {
    while (t + 1 < grid.length && grid[t + 1]! <= bin) t++;
    reached[bin] = t;
    if (t >= 0) ends[t]! += scores.impostor[bin]!;
  }
  for (let t = grid.length - 2; t >= 0; t--) ends[t]! += ends[t + 1]!;
  const next = Uint32Array.from(grid, (_, t) => ends[t + 1] ?? 0);
  const a = new Uint32Array(ends[0] ?? 0);
  const b = new Uint32Array(ends[0] ?? 0);
  scores.each('impostor', (first, second, bin) => {
    const t = reached[bin]!;
    if (t < 0) return;
    const at = next[t]!++;
    a[at] = first;
    b[at] = second;
  });
  return { a, b, ends };
}

function drawnComparisons({ rows, others }: Comparisons, times: Uint8Array): number {
  let made = 0;
  for (let subject = 0; subject < times.length; subject++) {
    const own = times[subject]!;
    if (own === 0) continue;
    let sum = 0;
    for (let i = rows[subject]!, end = rows[subject + 1]!; i < end; i++) sum += times[others[i]!]!;
    made += own * sum;
  }
  return made;
}
