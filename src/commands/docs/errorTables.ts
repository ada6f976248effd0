import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fujitsuErrorsTable } from '../../dispenser/fujitsu/errorsTable.ts';
import { lcdm2000ErrorTable } from '../../dispenser/puloon/lcdm2000/errorTable.ts';
import { lcdm4000ErrorTable } from '../../dispenser/puloon/lcdm4000/errorTable.ts';
import { sspTables } from '../../dispenser/ssp/tables.ts';

/** Pages written by hand that carry a table made from the code's own data. */
const tables: Readonly<Record<string, () => string>> = {
  'docs/dispenser-fujitsu-f53.md': fujitsuErrorsTable,
  'docs/dispenser-itl-ssp.md': sspTables,
  'docs/dispenser-puloon-lcdm2000.md': lcdm2000ErrorTable,
  'docs/dispenser-puloon-lcdm4000.md': lcdm4000ErrorTable,
};

const section = /(<!-- errors:begin -->\n).*?(<!-- errors:end -->)/s;

/** Each page as it is, with its table made anew. */
export function errorTables(root: string): Record<string, () => string> {
  return Object.fromEntries(
    Object.entries(tables).map(([path, table]) => [
      path,
      () => readFileSync(join(root, path), 'utf8').replace(section, (_, begin, end) => `${begin}${table()}${end}`),
    ]),
  );
}
