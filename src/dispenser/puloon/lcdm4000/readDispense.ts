import type { DispenseReport, NoteCounts } from '../../driver.ts';
import { unreadableReport } from '../unreadableReport.ts';
import { readMovement } from './movement.ts';
import { movementReport } from './movementReport.ts';

/** The answer to a dispense command, held against what was asked for. */
export function readDispense(requested: NoteCounts, data: Uint8Array, cassettes: number): DispenseReport {
  try {
    return movementReport(requested, readMovement(data));
  } catch (error) {
    return unreadableReport(error, cassettes);
  }
}
