import type { Code } from '../../lib/catalog/index.ts';
import { chargeFor } from '../policy/reasons.ts';
import type { Board } from './board.ts';
import type { Session } from './session.ts';

/** R5: what a refused capture costs, on the disk before the result is known to anyone. @throws JOURNAL_UNWRITABLE */
export function charge(board: Board, session: Session, reasons: readonly Code[]): void {
  const { account } = session.claim!.bundle.claims;
  const cost = chargeFor(reasons);
  if (cost === 'failure') {
    session.failures++;
    board.attempts.fail(account);
  } else if (cost === 'poor') {
    session.poor++;
    board.attempts.poor(account);
  }
}
