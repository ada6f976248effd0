import type { DispenseReport } from '../driver.ts';
import { unknownReport } from '../unknownReport.ts';
import type { Ending } from './ending.ts';

/** A written count that ended without an answer: only an explicit refusal proves anything. */
export function unansweredReport(
  ending: Exclude<Ending, { kind: 'response' } | { kind: 'notStarted' }>,
  cassettes: number,
): DispenseReport {
  const unknown = (meaning: string) => unknownReport(meaning, cassettes);
  switch (ending.kind) {
    case 'refused': {
      const report = unknown(`refused ${ending.attempts} times`);
      return { ...report, outcome: 'notExecuted', exited: report.exited.map(() => 0) };
    }
    case 'silence':
      return unknown(ending.acknowledged ? 'accepted, but no answer came' : 'neither accepted nor answered');
    case 'unreadable':
      return unknown('the answer stayed unreadable after three repeats');
    case 'linkLost':
      return unknown('the line was cut before the answer came');
  }
}
