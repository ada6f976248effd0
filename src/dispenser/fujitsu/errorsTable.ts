import { deviceErrors, type ErrorEffect } from './errors.ts';

const taken: Readonly<Record<ErrorEffect, string>> = {
  ok: 'dispensed when every note was counted',
  countsValid: 'short: the counts hold',
  notExecuted: 'suspect: locked until somebody has counted',
  doubtful: 'suspect: locked until somebody has counted',
  reset: 'suspect, and the reset is an alarm of its own',
};

/** The error table of docs/dispenser-fujitsu-f53.md, between its two `errors` marks. */
export function fujitsuErrorsTable(): string {
  const rows = [...deviceErrors].map(([code, { meaning, effect, unconfirmed }]) => {
    const name = code.toString(16).toUpperCase().padStart(2, '0');
    // What one source says alone is never believed to make counts certain.
    const outcome = unconfirmed && effect === 'countsValid' ? taken.doubtful : taken[effect];
    return `| ${name} | ${meaning} | ${unconfirmed ? 'one' : 'two'} | ${outcome} |`;
  });
  return ['| Code | Meaning | Sources | Taken as |', '|---|---|---|---|', ...rows, ''].join('\n');
}
