import type { CommandName } from '../../atm/protocol.ts';

/**
 * The states of a session. Those in the second line are held while a command runs, so that a second command cannot
 * enter meanwhile; the others wait for the ATM application.
 */
export type SessionState =
  | 'open'
  | 'ready'
  | 'captured'
  | 'accepted'
  | 'settled'
  | 'refused'
  | 'closed'
  | 'checking'
  | 'capturing'
  | 'deciding'
  | 'dispensing';

interface Rule {
  readonly from: readonly SessionState[];
  /** State while the command runs; null = it does not change the state. */
  readonly during: SessionState | null;
}

const anyTime: Rule = {
  from: [
    'open',
    'ready',
    'captured',
    'accepted',
    'settled',
    'refused',
    'checking',
    'capturing',
    'deciding',
    'dispensing',
  ],
  during: null,
};

/** Which command is allowed in which state; whatever is not in the table is refused with SESSION_STATE. */
export const table: Readonly<Partial<Record<CommandName, Rule>>> = {
  'Common.GetCommandNonce': { from: ['open'], during: null },
  'Tellersight.SubmitBundle': { from: ['open'], during: 'checking' },
  'Biometric.Read': { from: ['ready'], during: 'capturing' },
  'Biometric.Match': { from: ['captured'], during: 'deciding' },
  // Settled too: the same token again is answered with the recorded result and moves nothing.
  'CashDispenser.Dispense': { from: ['accepted', 'settled'], during: 'dispensing' },
  'Tellersight.CloseSession': {
    from: ['open', 'ready', 'captured', 'accepted', 'settled', 'refused', 'capturing'],
    during: null,
  },
  'Common.Cancel': anyTime,
};

export function isAllowed(command: CommandName, state: SessionState): boolean {
  return table[command]?.from.includes(state) ?? false;
}
