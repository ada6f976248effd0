import { type EventRole, eventTable } from './eventTable.ts';
import { payoutRefusals, replyCodes } from './replyCodes.ts';

const taken: Readonly<Record<EventRole, string>> = {
  progress: 'the payout runs; polled on',
  final: 'the end of a payout; certain when levels and counters agree with its value',
  doubt: 'suspect: locked until somebody has counted',
  fraud: 'alarm, locked at once; a running payout becomes suspect',
  reset: 'alarm, locked at once, but for the first look after a start',
  moved: 'counted as rejected',
  paidAtPowerUp: 'added to what the interrupted payout paid',
  starting: 'waited for',
  state: 'nothing about a payout',
};

/** JAMMED states a value, but a note lies inside; the judgement has the same exception. */
const jammed = 0xd5;

/** The event and reply tables of docs/dispenser-itl-ssp.md, between its two `errors` marks. */
export function sspTables(): string {
  const events = [...eventTable].map(([code, { name, meaning, role, unconfirmed }]) => {
    const outcome = code === jammed ? taken.doubt : taken[role];
    return `| ${hex(code)} | ${name} | ${meaning} | ${unconfirmed ? 'one' : 'two'} | ${outcome} |`;
  });
  const replies = [...replyCodes].map(([code, { name, meaning }]) => `| ${hex(code)} | ${name} | ${meaning} |`);
  const refusals = [...payoutRefusals].map(([code, meaning]) => `| F5 ${hex(code)} | CANNOT PROCESS | ${meaning} |`);
  return [
    '| Event | Name | Meaning | Sources | Taken as |',
    '|---|---|---|---|---|',
    ...events,
    '',
    '| Reply | Name | Meaning |',
    '|---|---|---|',
    ...replies,
    ...refusals,
    '',
  ].join('\n');
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(2, '0');
}
