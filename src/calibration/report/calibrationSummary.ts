import type { CalibrationResult } from '../calibrate.ts';

/** The machine form of the report. Counts and rates only: no subject, no file name, no score of a pair. */
export type CalibrationSummary = ReturnType<typeof calibrationSummary>;

export function calibrationSummary({ calibration, verdicts, unlabelledSubjects }: CalibrationResult) {
  const { modelSha256, created, source, bootstrap, groups } = calibration;
  return {
    modelSha256,
    created,
    source,
    bootstrap,
    unlabelledSubjects,
    groups: groups.map(({ points: _, ...group }) => ({ ...group, acquisition: group.acquisition ?? null })),
    rates: verdicts,
  };
}
