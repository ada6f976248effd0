import { type Calibration, independentPairs } from '../lib/calibration.ts';
import { interval95, upper95 } from '../lib/clopperPearson.ts';
import { BINS, edge } from './scoreBin.ts';
import { atOrAbove } from './statistics/errorCounts.ts';
import { genuineBounds } from './statistics/genuineBounds.ts';
import type { GroupScores } from './statistics/groupScores.ts';
import { impostorBounds } from './statistics/impostorBounds.ts';
import type { RandomNumbers } from './statistics/randomNumbers.ts';

export type CalibrationGroup = Calibration['groups'][number];
export type CalibrationPoint = CalibrationGroup['points'][number];

/**
 * The error rates of one group at each threshold. Every bound is the wider one of the exact binomial and the bootstrap
 * over subjects: the first knows what few comparisons cannot tell (zero errors: the rule of three), the second that
 * comparisons which share a person repeat each other. The first counts pairs of people, each for one trial: several
 * comparisons of the same two share their errors.
 */
export function measureGroup(
  scores: GroupScores,
  grid: Int32Array,
  replicates: number,
  random: RandomNumbers,
): CalibrationGroup {
  const { name, subjects, impostorPairs, subjectPairs, genuinePairs } = scores;
  const trials = independentPairs(scores);
  const errors = atOrAbove(scores.impostor);
  const kept = atOrAbove(scores.genuine);
  const drawn = impostorBounds(scores, grid, replicates, random);
  const genuine = genuineBounds(scores, grid, replicates, random);
  const points = Array.from(grid, (bin, t): CalibrationPoint => {
    const count = errors[bin]!;
    const point = {
      threshold: edge(bin),
      errors: count,
      fmr: count / impostorPairs,
      upper95: Math.max(upper95((count * trials) / impostorPairs, trials), drawn[t]!),
      method: 'max(clopper-pearson, subject-bootstrap)',
    };
    const bound = genuine[t];
    if (!bound) return point;
    const misses = genuinePairs - kept[bin]!;
    const exact = interval95(misses, genuinePairs);
    return {
      ...point,
      misses,
      fnmr: misses / genuinePairs,
      fnmrUpper95: Math.max(upper95(misses, genuinePairs), bound.upper95),
      fnmrInterval95: [Math.min(exact.lower, bound.lower), Math.max(exact.upper, bound.upper)],
    };
  });
  return { name, subjects, impostorPairs, subjectPairs, genuinePairs, points: impostorPairs === 0 ? [] : points };
}

/** False match and false non-match rate at every edge of a bin: the curve of a plot, without bounds. */
export function ratesPerBin(scores: GroupScores): { fmr: Float64Array; fnmr: Float64Array | null } {
  const errors = atOrAbove(scores.impostor);
  const kept = atOrAbove(scores.genuine);
  const { impostorPairs, genuinePairs } = scores;
  const fmr = Float64Array.from({ length: BINS }, (_, bin) => errors[bin]! / impostorPairs);
  const fnmr = Float64Array.from({ length: BINS }, (_, bin) => 1 - kept[bin]! / genuinePairs);
  return { fmr, fnmr: genuinePairs === 0 ? null : fnmr };
}
