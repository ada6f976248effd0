import { type Calibration, independentPairs, pairsNeeded, thresholdFor } from '../lib/calibration.ts';
import { hasCode } from '../lib/errors.ts';
import type { CalibrationPoint } from './measureGroup.ts';

/** One group at the threshold that was chosen for a rate. */
export interface GroupVerdict {
  readonly group: string;
  /** False: too few comparisons to say anything at this rate (R7). */
  readonly supported: boolean;
  readonly impostorPairs: number;
  /** Of those, the ones that count as trials of their own. */
  readonly independentPairs: number;
  /** Pairs of people, and people all compared with each other, that are missing for a statement without any error. */
  readonly missingPairs: number;
  readonly missingSubjects: number;
  /** Null where the rate has no threshold or the group no comparison. */
  readonly point: CalibrationPoint | null;
  /** Rule of 30: from 30 errors on, the true rate lies within 30 % of the measured one with 90 % confidence. */
  readonly ruleOf30: boolean;
}

export interface RateVerdict {
  readonly fmr: number;
  readonly pairsNeeded: number;
  readonly subjectsNeeded: number;
  /** Null = unsupported: no threshold may be stated for this rate (R6). */
  readonly threshold: number | null;
  /** Why there is none; null where there is one. */
  readonly reason: string | null;
  /** The group that set the threshold. */
  readonly setBy: string | null;
  /** Worst first; groups with too few comparisons last. */
  readonly groups: readonly GroupVerdict[];
}

/** Fewest subjects that make `pairs` comparisons when each is compared with each other one once. */
export function subjectsFor(pairs: number): number {
  return Math.ceil((1 + Math.sqrt(1 + 8 * pairs)) / 2);
}

/** What the calibration can and cannot say about a false match rate, decided by the function the teller decides with. */
export function rateVerdict(calibration: Calibration, fmr: number): RateVerdict {
  const needed = pairsNeeded(fmr);
  const subjectsNeeded = subjectsFor(needed);
  let found: { threshold: number; worstGroup: string } | null = null;
  let reason: string | null = null;
  try {
    found = thresholdFor(calibration, fmr);
  } catch (error) {
    if (!hasCode(error, 'CALIBRATION_UNSUPPORTED')) throw error;
    reason = error.message;
  }
  const groups = calibration.groups.map((group): GroupVerdict => {
    const independent = independentPairs(group);
    const missing = Math.max(0, needed - independent);
    const point = group.points.find((own) => own.threshold === found?.threshold) ?? null;
    return {
      group: group.name,
      supported: missing === 0,
      impostorPairs: group.impostorPairs,
      independentPairs: independent,
      missingPairs: missing,
      missingSubjects: missing === 0 ? 0 : Math.max(1, subjectsNeeded - group.subjects),
      point,
      ruleOf30: (point?.errors ?? 0) >= 30,
    };
  });
  return {
    fmr,
    pairsNeeded: needed,
    subjectsNeeded,
    threshold: found?.threshold ?? null,
    reason,
    setBy: found?.worstGroup ?? null,
    groups: groups.sort(worstFirst),
  };
}

function worstFirst(a: GroupVerdict, b: GroupVerdict): number {
  if (a.supported !== b.supported) return a.supported ? -1 : 1;
  return (b.point?.upper95 ?? 1) - (a.point?.upper95 ?? 1);
}
