import { independentPairs, pairsNeeded } from '../../lib/calibration.ts';
import { BINS } from '../scoreBin.ts';
import { atOrAbove } from './errorCounts.ts';
import type { GroupScores } from './groupScores.ts';

const STEPS = 200;

/**
 * The thresholds (as bins, rising) at which every group is measured: one grid for all, so that a threshold set by one
 * group has a measured rate in each other one. It ends above the highest impostor of all groups, where no group has an
 * error, and begins where the best group's rate exceeds `highestFmr`.
 */
export function thresholdGrid(groups: readonly GroupScores[], highestFmr: number): Int32Array {
  const counted = groups.filter((group) => independentPairs(group) >= pairsNeeded(highestFmr));
  let top = 0;
  let bottom = BINS - 1;
  for (const group of groups) top = Math.max(top, Math.min(BINS - 1, group.impostor.findLastIndex((n) => n > 0) + 1));
  for (const group of counted.length > 0 ? counted : groups) {
    const errors = atOrAbove(group.impostor);
    bottom = Math.min(bottom, errors.findIndex((count) => count <= highestFmr * group.impostorPairs) - 1);
  }
  bottom = Math.max(0, Math.min(bottom, top));
  const step = Math.max(1, Math.ceil((top - bottom) / STEPS));
  const bins: number[] = [];
  for (let bin = top; bin > bottom - step && bin >= 0; bin -= step) bins.unshift(bin);
  return Int32Array.from(bins);
}
