import type { PurgeReport } from '../driver.ts';
import type { Ending } from './ending.ts';
import type { ErrorEntry } from './errorEntry.ts';
import { hexCode } from './hexCode.ts';

/** What PURGE did, by its ending and the device's error byte. */
export function purgeReport(
  ending: Ending,
  errorOf: (data: Uint8Array) => number,
  entryOf: (error: number) => ErrorEntry,
): PurgeReport {
  if (ending.kind === 'refused') return { outcome: 'notExecuted', deviceCode: null, deviceMeaning: 'refused' };
  if (ending.kind !== 'response') return { outcome: 'unknown', deviceCode: null, deviceMeaning: ending.kind };
  const error = errorOf(ending.data);
  const { meaning, effect } = entryOf(error);
  const outcome = effect === 'ok' ? 'purged' : effect === 'notExecuted' ? 'notExecuted' : 'suspect';
  return { outcome, deviceCode: hexCode(error), deviceMeaning: meaning };
}
