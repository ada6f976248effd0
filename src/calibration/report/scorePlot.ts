import { chart, decades, evenly, type Marker, type Series } from '../plot/chart.ts';
import type { Drawing } from '../plot/drawing.ts';
import type { RateVerdict } from '../rateVerdict.ts';
import { edge } from '../scoreBin.ts';
import type { GroupScores } from '../statistics/groupScores.ts';

/** Score bins that make one bar: 0.02 of the cosine. */
const BAR = 200;
const LOW = -7;

/** How often each score occurs among strangers and among captures of one person, with the thresholds found. */
export function scorePlot(all: GroupScores, verdicts: readonly RateVerdict[]): Drawing {
  const markers = verdicts.flatMap(({ threshold, fmr }): Marker[] =>
    threshold === null ? [] : [{ at: threshold, label: fmr.toExponential(0) }],
  );
  const series: Series[] = [{ name: 'strangers', points: bars(all.impostor, all.impostorPairs) }];
  if (all.genuinePairs > 0) series.push({ name: 'same person', points: bars(all.genuine, all.genuinePairs) });
  return chart(
    'Scores of strangers and of the same person',
    { label: 'score (cosine)', low: -1, high: 1, scale: 'linear', ticks: evenly(-1, 1, 0.25, 2) },
    { label: 'share of comparisons per 0.02', low: 10 ** LOW, high: 1, scale: 'log', ticks: decades(LOW, 0) },
    series,
    markers,
  );
}

/** The outline of a histogram; an empty bar lies on the axis. */
function bars(histogram: Uint32Array, total: number): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (let bin = 0; bin < histogram.length; bin += BAR) {
    const y = histogram.subarray(bin, bin + BAR).reduce((sum, count) => sum + count, 0) / total;
    points.push({ x: edge(bin), y }, { x: Math.min(1, edge(bin) + BAR / 10_000), y });
  }
  return points;
}
