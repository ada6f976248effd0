import type { Board } from './board.ts';
import type { Session } from './session.ts';

/**
 * Seconds between the bank's ID check and now (R3). The wall clock is compared once, when the bundle comes in; from
 * then on the monotonic clock counts, so that setting the clock back cannot make a status young again.
 */
export function idStatusAge(board: Board, session: Session): number | null {
  const status = session.claim?.bundle.claims.idStatus;
  if (!session.claim || !status) return null;
  const { checkedS, checkedMs } = session.claim;
  return checkedS - status.checkedAt + (board.clock.monotonicMs() - checkedMs) / 1000;
}
