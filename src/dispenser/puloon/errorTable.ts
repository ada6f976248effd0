import type { ErrorEffect, ErrorEntry } from './errorEntry.ts';
import { hexCode } from './hexCode.ts';

const taken: Readonly<Record<ErrorEffect, string>> = {
  ok: 'dispensed when every note was counted; else suspect',
  countsValid: 'short: the counts hold',
  notExecuted: 'not executed when no note was counted; else suspect',
  doubtful: 'suspect: locked until somebody has counted',
  overDispense: 'suspect, with a lock of its own: more left than was asked for',
};

/** The table of a docs page: every documented code, what it means and what the driver makes of it. */
export function errorTable(errors: ReadonlyMap<number, ErrorEntry>, sources: string): string {
  const rows = [...errors].map(([code, { meaning, effect, unconfirmed }]) => {
    return `| ${hexCode(code)} | ${meaning} | ${unconfirmed ? 'one program' : sources} | ${taken[effect]} |`;
  });
  const other = '| any other | not documented | none | suspect: locked until somebody has counted |';
  return ['| ERR | Meaning | Stated by | Taken as |', '|---|---|---|---|', ...rows, other, ''].join('\n');
}
