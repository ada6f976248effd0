import { ATM_SCHEMA, commandNames, type SuccessPayload } from '../../atm/protocol.ts';
import type { Board } from './board.ts';

/** Common.Status: can a customer be served now, and if not, why. */
export function status(board: Board, sessionId: string | null): SuccessPayload<'Common.Status'> {
  const { vision, payout, fleet } = board;
  const { state, lock, busy } = payout.status();
  const problems: string[] = [];
  if (vision.state === 'packMismatch') problems.push('VISION_PACK_MISMATCH');
  else if (vision.state !== 'online') problems.push('VISION_LOST');
  if (lock) problems.push(lock.code);
  else if (state !== 'online') problems.push('DISPENSER_OFFLINE');
  if (!fleet.hasRoom()) problems.push('OUTBOX_FULL');
  return {
    device: deviceState(state, lock !== null, busy),
    session: sessionId,
    vision: vision.state === 'online' ? 'online' : 'offline',
    dispenser: state,
    faceRoute: problems.length === 0,
    problems,
  };
}

function deviceState(state: string, locked: boolean, busy: boolean): SuccessPayload<'Common.Status'>['device'] {
  if (state === 'potentialFraud' || state === 'hardwareError' || state === 'offline') return state;
  if (locked) return 'hardwareError';
  return busy ? 'deviceBusy' : 'online';
}

/** Common.Capabilities: what this board asks for and promises, so that a bank can decide what to send. */
export function capabilities(board: Board): SuccessPayload<'Common.Capabilities'> {
  const { config, thresholds, vision } = board;
  const { policy } = config;
  return {
    schema: ATM_SCHEMA,
    terminal: config.terminal.id,
    currency: config.terminal.currency,
    commands: [...commandNames],
    endToEndSecurity: {
      required: 'always',
      commands: ['CashDispenser.Dispense'],
      responseSecurityEnabled: true,
      commandNonceTimeout: config.session.nonce_lifetime_s,
    },
    verification: {
      embedderSha256: vision.hello?.pack.embedderSha256 ?? null,
      tiers: [
        tier(policy.tier_a_limit_minor, thresholds.A, false),
        tier(policy.tier_b_limit_minor, thresholds.B, true),
      ],
      illuminatorCoded: vision.hello?.emitter.coded ?? null,
    },
    statements: [
      'The face is never trusted alone: PIN at the bank, signed bundle, token and key press are needed too.',
      'Malicious USB hardware in place of a camera is not mitigated beyond the light code.',
      'A mask that covers the whole head and is lit like skin was not tested.',
    ],
  };
}

function tier(
  limitMinor: number,
  { askedFmr, threshold }: { askedFmr: number; threshold: number },
  phoneFactor: boolean,
) {
  return { limitMinor, fmr: askedFmr, phoneFactor, threshold };
}
