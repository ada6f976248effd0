import { errorTable } from '../errorTable.ts';
import { deviceErrors } from './errors.ts';

/** The error table of docs/dispenser-puloon-lcdm2000.md, between its two `errors` marks. */
export function lcdm2000ErrorTable(): string {
  return errorTable(deviceErrors, 'vendor');
}
