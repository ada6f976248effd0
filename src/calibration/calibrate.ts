import { type Calibration, calibrationSchema } from '../lib/calibration.ts';
import { upper95 } from '../lib/clopperPearson.ts';
import { ALL } from './allSubjects.ts';
import { type CalibrationGroup, measureGroup } from './measureGroup.ts';
import { type RateVerdict, rateVerdict } from './rateVerdict.ts';
import type { Acquisition, ScoreTable } from './scoreTable.ts';
import { type GroupScores, groupScores } from './statistics/groupScores.ts';
import { RandomNumbers } from './statistics/randomNumbers.ts';
import { thresholdGrid } from './statistics/thresholdGrid.ts';

export interface CalibrationPlan {
  /** SHA-256 of the embedder file the scores come from. */
  readonly modelSha256: string;
  /** Who and what was compared, in the words of whoever knows. */
  readonly source: string;
  /** False match rates to find thresholds for. */
  readonly rates: readonly number[];
  readonly replicates: number;
  readonly seed: number;
  readonly created: Date;
}

export interface CalibrationResult {
  readonly calibration: Calibration;
  readonly verdicts: readonly RateVerdict[];
  /** As in the calibration: the groups with a label, then all subjects together. */
  readonly scores: readonly GroupScores[];
  readonly unlabelledSubjects: number;
}

/** Scores to calibration@1 and to what it supports: everything that needs no file, no clock and no model. */
export function calibrate(table: ScoreTable, plan: CalibrationPlan): CalibrationResult {
  const random = new RandomNumbers(plan.seed);
  // Of groups that need the same threshold the teller names the first: one with a label says more than "all".
  const scores = [
    ...table.groups.map((label, group) => groupScores(table, label, group)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    groupScores(table, ALL, null),
  ];
  const grid = thresholdGrid(scores, Math.max(...plan.rates));
  const groups = scores.map((own): CalibrationGroup => {
    const acquisition = acquisitionOf(table, own.name);
    return { ...measureGroup(own, grid, plan.replicates, random), ...(acquisition ? { acquisition } : {}) };
  });
  // Checked against the teller's own schema: what it would refuse is never written.
  const calibration = calibrationSchema.parse({
    schema: 'calibration@1',
    modelSha256: plan.modelSha256,
    created: plan.created.toISOString(),
    comparison: 'cosine',
    source: plan.source,
    bootstrap: { over: 'subjects', replicates: plan.replicates, seed: plan.seed },
    groups,
  });
  return {
    calibration,
    verdicts: plan.rates.map((fmr) => rateVerdict(calibration, fmr)),
    scores,
    unlabelledSubjects: table.groupOf.filter((group) => group < 0).length,
  };
}

function acquisitionOf(table: ScoreTable, name: string): NonNullable<CalibrationGroup['acquisition']> | null {
  const stated = table.acquisition;
  const own: Acquisition | undefined = name === ALL ? stated?.all : stated?.byGroup?.[table.groups.indexOf(name)];
  if (!own) return null;
  const { captures, failures } = own;
  return { captures, failures, fta: captures === 0 ? 0 : failures / captures, upper95: upper95(failures, captures) };
}
