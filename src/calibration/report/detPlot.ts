import { ratesPerBin } from '../measureGroup.ts';
import { chart, decades, type Series } from '../plot/chart.ts';
import type { Drawing } from '../plot/drawing.ts';
import type { GroupScores } from '../statistics/groupScores.ts';

const LOW = -7;

/**
 * Detection error trade-off of each group (ISO/IEC 19795-1): false non-match over false match rate, both on a logarithmic
 * scale. Null where no group has genuine comparisons: then there is nothing to trade.
 */
export function detPlot(groups: readonly GroupScores[]): Drawing | null {
  const series = groups.flatMap((group): Series[] => {
    const { fmr, fnmr } = ratesPerBin(group);
    if (!fnmr || group.impostorPairs === 0) return [];
    // Corners only: bins in which nothing changes draw nothing.
    const points = Array.from(fmr, (rate, bin) => ({ x: rate, y: fnmr[bin]! })).filter(
      (point, i, all) => point.x !== all[i - 1]?.x || point.y !== all[i - 1]?.y,
    );
    return [{ name: group.name, points: points.filter(({ x }) => x > 0) }];
  });
  if (series.length === 0) return null;
  return chart(
    'Detection error trade-off per group',
    { label: 'false match rate', low: 10 ** LOW, high: 1, scale: 'log', ticks: decades(LOW, 0) },
    { label: 'false non-match rate', low: 1e-4, high: 1, scale: 'log', ticks: decades(-4, 0) },
    series,
  );
}
