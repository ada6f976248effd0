import type { DispenseReport } from '../driver.ts';
import { unknownReport } from '../unknownReport.ts';

/** An answer with a good BCC and fields that cannot be read is an answer with doubtful counts. */
export function unreadableReport(error: unknown, cassettes: number): DispenseReport {
  const discrepancy = error instanceof Error ? error.message : String(error);
  return { ...unknownReport('answer with unreadable fields', cassettes), outcome: 'suspect', discrepancy };
}
