import type { AttemptState } from '../policy/attempts.ts';
import type { Board } from './board.ts';
import type { Session } from './session.ts';

/** What counts against this session and its account; null while the account is not known. @throws JOURNAL_UNWRITABLE */
export function attemptsOf(board: Board, session: Session): AttemptState | null {
  if (!session.claim) return null;
  const account = board.attempts.state(session.claim.bundle.claims.account);
  return { ...account, sessionFailures: session.failures, sessionPoor: session.poor };
}
