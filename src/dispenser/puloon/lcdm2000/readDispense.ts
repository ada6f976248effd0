import type { DispenseReport, NoteCounts } from '../../driver.ts';
import { judge } from '../judge.ts';
import type { Message } from '../message.ts';
import { unreadableReport } from '../unreadableReport.ts';
import type { DispenseResponse } from './dispenseResponse.ts';
import { deviceError } from './errors.ts';

const names = ['upper', 'lower'];

/** The answer to a dispense command, held against what was asked for. */
export function readDispense(
  message: Message<DispenseResponse>,
  requested: NoteCounts,
  data: Uint8Array,
): DispenseReport {
  try {
    const { error, upper, lower } = message.parse(data);
    return judge(requested, { error, entry: deviceError(error), results: [upper, lower] }, names);
  } catch (error) {
    return unreadableReport(error, names.length);
  }
}
