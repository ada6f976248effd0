import type { DispenseReport, NoteCounts } from '../../driver.ts';
import { judge } from '../judge.ts';
import { deviceError } from './errors.ts';
import type { Movement } from './movement.ts';

const names = ['first', 'second', 'third', 'fourth'];

/** Counts of the device held against what was asked for, and against the cassettes it says they came from. */
export function movementReport(requested: NoteCounts, { error, cassettes }: Movement): DispenseReport {
  const results = cassettes.map(({ exited, rejected }) => ({ checked: null, exited, rejected, nearEnd: false }));
  const report = judge(requested, { error, entry: deviceError(error), results }, names);
  const strange = cassettes.findIndex(({ exited, rejected, type }, i) => exited + rejected > 0 && type !== i + 1);
  if (strange < 0) return report;
  const discrepancy = `notes of the ${names[strange]} cassette, which the device takes for type ${cassettes[strange]!.type}`;
  return { ...report, outcome: 'suspect', discrepancy: report.discrepancy ?? discrepancy };
}
