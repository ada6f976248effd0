/**
 * Poll events as data (reference §5.4; layouts of protocol version 6, marked [1] where KY alone gives them).
 * `layout` is what follows the code:
 * - none
 * - values: n, then n times u32 and currency
 * - incomplete: n, then n times paid u32, requested u32 and currency
 * - note: u32 and currency
 * - byte: one byte, a cause or a channel
 * `role` is what it says about a payout:
 * - progress: it is running
 * - final: it is over; the event states what was paid and is repeated until acknowledged
 * - doubt: notes may lie on the path or in reach
 * - fraud: somebody tampers
 * - reset: the device restarted
 * - moved: a note went from the store to the cashbox
 * - paidAtPowerUp: a note went out while the device started
 * - starting: not ready yet
 * - state: nothing about a payout
 */
export interface EventEntry {
  readonly name: string;
  readonly layout: 'none' | 'values' | 'incomplete' | 'note' | 'byte';
  readonly role: EventRole;
  readonly meaning: string;
  /** In KY alone. */
  readonly unconfirmed?: true;
}

export type EventRole =
  | 'progress'
  | 'final'
  | 'doubt'
  | 'fraud'
  | 'reset'
  | 'moved'
  | 'paidAtPowerUp'
  | 'starting'
  | 'state';

type Row = readonly [number, string, EventEntry['layout'], EventRole, string];

const confirmed: readonly Row[] = [
  [0xf1, 'SLAVE RESET', 'none', 'reset', 'the device restarted'],
  [0xda, 'DISPENSING', 'values', 'progress', 'value paid so far'],
  [0xd2, 'DISPENSED', 'values', 'final', 'value paid; the request is done'],
  [0xd5, 'JAMMED', 'values', 'final', 'value paid at the jam; a note lies inside'],
  [0xd6, 'HALTED', 'values', 'final', 'value paid until HALT'],
  [0xd9, 'TIMEOUT', 'values', 'final', 'value paid; the rest could not be found'],
  [0xdc, 'INCOMPLETE PAYOUT', 'incomplete', 'final', 'after power-up: value paid and value asked for'],
  [
    0xdd,
    'INCOMPLETE FLOAT',
    'incomplete',
    'doubt',
    'after power-up: a float was interrupted; nobody here asks for one',
  ],
  [0xcd, 'NOTE DISPENSED AT POWER-UP', 'note', 'paidAtPowerUp', 'a note on the path was paid out'],
  [
    0xca,
    'NOTE TO STACKER AT POWER-UP',
    'none',
    'doubt',
    'a note on the path went to the cashbox; which one is not said',
  ],
  [0xcb, 'NOTE TO STORE AT POWER-UP', 'none', 'state', 'a note on the path went back into the store'],
  [0xce, 'NOTE HELD IN BEZEL', 'none', 'doubt', 'a paid note was not taken'],
  [0xb1, 'ERROR DURING PAYOUT', 'byte', 'doubt', '00 a note was not detected, 01 a note jammed'],
  [0xb0, 'JAM RECOVERY', 'none', 'progress', 'the device clears a jam by itself'],
  [0xe6, 'FRAUD ATTEMPT', 'values', 'fraud', 'somebody tampers with a note or the slot'],
  [0xe8, 'DISABLED', 'none', 'state', 'the device carries out nothing until ENABLE'],
  [0xe9, 'UNSAFE JAM', 'none', 'fraud', 'a note is stuck where a customer can reach it'],
  [0xea, 'SAFE JAM', 'none', 'doubt', 'a note is stuck out of reach'],
  [0xc6, 'PAYOUT OUT OF SERVICE', 'none', 'state', 'the payout unit is missing or failed'],
  [0xc9, 'TRANSFERRED TO STACKER', 'note', 'moved', 'a note went from the store to the cashbox'],
  [0xb3, 'SMART EMPTYING', 'values', 'doubt', 'somebody empties the store'],
  [0xb4, 'SMART EMPTIED', 'values', 'doubt', 'somebody emptied the store'],
  [0xde, 'CASHBOX PAID', 'values', 'state', 'value that went to the cashbox'],
];

const unconfirmed: readonly Row[] = [
  [0xb6, 'INITIALISING', 'none', 'starting', 'not ready yet; with POLL_WITH_ACK only'],
  [0xb5, 'CHANNELS DISABLED', 'none', 'state', 'no note is accepted'],
  [0xc2, 'EMPTYING', 'none', 'doubt', 'somebody empties the store'],
  [0xc3, 'EMPTIED', 'none', 'doubt', 'somebody emptied the store'],
  [0xe1, 'NOTE CLEARED FROM FRONT', 'byte', 'doubt', 'at power-up a note went out of the front'],
  [0xe2, 'NOTE CLEARED TO CASHBOX', 'byte', 'doubt', 'at power-up a note went to the cashbox'],
  [0xe3, 'CASHBOX REMOVED', 'none', 'state', 'the cashbox is out'],
  [0xe4, 'CASHBOX REPLACED', 'none', 'state', 'the cashbox is back'],
  [0xe7, 'STACKER FULL', 'none', 'state', 'the cashbox is full'],
];

export const eventTable: ReadonlyMap<number, EventEntry> = new Map([
  ...confirmed.map(([code, name, layout, role, meaning]) => [code, { name, layout, role, meaning }] as const),
  ...unconfirmed.map(
    ([code, name, layout, role, meaning]) => [code, { name, layout, role, meaning, unconfirmed: true }] as const,
  ),
]);
