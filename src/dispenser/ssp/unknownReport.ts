import type { DispenseReport } from '../driver.ts';

/** Nothing can be told. */
export function unknownReport(meaning: string, cassettes: number): DispenseReport {
  const unknown = Array.from({ length: cassettes }, () => null);
  return {
    outcome: 'unknown',
    exited: unknown,
    rejected: unknown,
    deviceCode: null,
    deviceMeaning: meaning,
    nearEnd: unknown.map(() => false),
    discrepancy: null,
  };
}
