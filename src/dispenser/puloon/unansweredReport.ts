import type { DispenseReport } from '../driver.ts';
import { unknownReport } from '../unknownReport.ts';
import type { Ending } from './ending.ts';

/** What a dispense command without an answer did, as far as its ending tells. */
export function unansweredReport(ending: Exclude<Ending, { kind: 'response' }>, cassettes: number): DispenseReport {
  const unknown = (meaning: string) => unknownReport(meaning, cassettes);
  switch (ending.kind) {
    case 'refused': {
      const none = Array.from({ length: cassettes }, () => 0);
      const report = unknown(`refused ${ending.attempts} times`);
      return { ...report, outcome: 'notExecuted', exited: none, rejected: none };
    }
    case 'silence':
      return unknown(ending.acknowledged ? 'accepted, but no answer came' : 'neither accepted nor answered');
    case 'unreadable':
      return unknown('the answer stayed unreadable after three repeats');
    case 'linkLost':
      return unknown('the line was cut before the answer came');
  }
}
