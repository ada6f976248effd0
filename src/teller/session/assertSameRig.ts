import { TellersightError } from '../../lib/errors.ts';
import type { Board } from './board.ts';
import type { Session } from './session.ts';

/**
 * R14: what was measured, or will be, comes from the cameras that were there when the session began.
 *
 * @throws CAPTURE_CAMERA_LOST
 */
export function assertSameRig(board: Board, session: Session): void {
  if (board.vision.rigChanges === session.rigChanges) return;
  throw new TellersightError('CAPTURE_CAMERA_LOST', 'cameras or vision were lost or replaced during the session');
}
