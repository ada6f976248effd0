import type { DispenseReport } from './driver.ts';

/** No readable answer, or none that proves anything: nothing can be told. */
export function unknownReport(meaning: string, cassettes: number): DispenseReport {
  const nothing = Array.from({ length: cassettes }, () => null);
  return {
    outcome: 'unknown',
    exited: nothing,
    rejected: nothing,
    deviceCode: null,
    deviceMeaning: meaning,
    nearEnd: nothing.map(() => false),
    discrepancy: null,
  };
}
