import { errorTable } from '../errorTable.ts';
import { deviceErrors } from './errors.ts';

/** The error table of docs/dispenser-puloon-lcdm4000.md, between its two `errors` marks. */
export function lcdm4000ErrorTable(): string {
  return errorTable(deviceErrors, 'two programs or more');
}
