import type { ParsedPayload } from '../../atm/protocol.ts';
import type { PayoutResult } from '../../dispenser/payoutResult.ts';
import { type DispenseToken, verifyDispenseToken } from '../../dispenser/token.ts';
import { TellersightError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { Board } from './board.ts';
import type { Session } from './session.ts';

/** Steps 8 to 10: the bank's token against this session's decision, then cash. */
export async function dispense(
  board: Board,
  session: Session,
  payload: ParsedPayload<'CashDispenser.Dispense'>,
  requestId: number,
): Promise<PayoutResult> {
  // R1: a passive biometric never pays by itself.
  if (!payload.confirmed) throw new TellersightError('NOT_CONFIRMED', 'the customer has not confirmed the withdrawal');
  const token = verifyDispenseToken(payload.token, board.keys.tokenHmac, board.config.terminal.currency);
  checkBinding(board, session, token, payload);
  if (!board.fleet.hasRoom()) throw new TellersightError('BOARD_NOT_READY', 'the event queue has no room for a payout');
  const payoutId = newId('payout');
  board.emit(session.id, 'CashDispenser.StartDispenseEvent', { payoutId }, requestId);
  const result = await board.payout.dispense({
    payoutId,
    sessionId: session.id,
    dispenseId: token.dispenseId,
    decisionSha256: session.decision!.signed.sha256,
    amountMinor: payload.amountMinor,
    currency: payload.currency,
  });
  announce(board, session, result, requestId);
  return result;
}

/**
 * R17, R18: this session's nonce, one token for it, this decision, still young, exactly the decided amount. Account and
 * terminal are in the decision, so its hash binds them too.
 */
function checkBinding(
  board: Board,
  session: Session,
  token: DispenseToken,
  { amountMinor, currency }: { readonly amountMinor: number; readonly currency: string },
): void {
  const { signed, decidedMs } = session.decision!;
  if (token.nonce !== session.nonce) throw new TellersightError('TOKEN_NONCE', 'the token is for another nonce');
  board.nonces.claim(token.nonce, token.dispenseId);
  if (token.decisionSha256.toLowerCase() !== signed.sha256) {
    throw new TellersightError('TOKEN_DECISION_OTHER', 'the token is for another decision');
  }
  const ageMs = board.clock.monotonicMs() - decidedMs;
  if (!(signed.record.accepted && ageMs >= 0 && ageMs <= board.config.session.decision_lifetime_s * 1000)) {
    throw new TellersightError('DECISION_EXPIRED', `the decision is ${Math.round(ageMs / 1000)} s old`);
  }
  if (amountMinor !== signed.record.amountMinor || currency !== signed.record.currency) {
    throw new TellersightError('AMOUNT_MISMATCH', 'another amount was decided on');
  }
  if (amountMinor > token.amountMinor) {
    throw new TellersightError('TOKEN_AMOUNT_EXCEEDED', 'the token does not cover the amount');
  }
}

function announce(board: Board, session: Session, result: PayoutResult, requestId: number): void {
  const { payoutId, outcome, dispensedMinor } = result;
  if (outcome === 'dispensed') {
    board.emit(session.id, 'CashManagement.ItemsPresentedEvent', { payoutId }, requestId);
  } else {
    const facts = { payoutId, outcome, dispensedMinor };
    board.emit(session.id, 'CashDispenser.IncompleteDispenseEvent', facts, requestId);
  }
}
