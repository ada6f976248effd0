import type { DispenseReport } from '../driver.ts';
import { unknownReport } from '../unknownReport.ts';
import { answeredCommand } from './answer.ts';
import { parseCount } from './countResponse.ts';
import { judge } from './judge.ts';

/** The report of a count's answer, and the error code in it for whoever watches for a reset. */
export interface CountReading {
  readonly report: DispenseReport;
  readonly code: number | null;
}

/** An answer with a good CRC and fields that cannot be read is an answer with doubtful counts. */
export function readCount(data: Uint8Array, requested: readonly number[], cassettes: number): CountReading {
  try {
    const response = parseCount(data, answeredCommand(data) ?? 0);
    return { report: judge(requested, response, cassettes), code: response.code };
  } catch (error) {
    const discrepancy = error instanceof Error ? error.message : String(error);
    const report = unknownReport('answer with unreadable fields', cassettes);
    return { report: { ...report, outcome: 'suspect', discrepancy }, code: null };
  }
}
