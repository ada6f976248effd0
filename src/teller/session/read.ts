import type { SuccessPayload } from '../../atm/protocol.ts';
import { TellersightError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { drawCode, toHalfBits } from '../policy/illumination.ts';
import { assertSameRig } from './assertSameRig.ts';
import type { Board } from './board.ts';
import type { Session } from './session.ts';

/**
 * Step 5: one capture. The light code is drawn now, after the session began and the bundle was checked (R13); it is
 * known to nobody before the first frame is asked for.
 */
export async function read(
  board: Board,
  session: Session,
  requestId: number,
): Promise<SuccessPayload<'Biometric.Read'>> {
  const { vision, config, emit } = board;
  vision.assertOnline();
  assertSameRig(board, session);
  const captureId = newId('capture');
  const code = vision.hello!.emitter.coded ? drawCode() : [];
  const abort = new AbortController();
  session.abort = abort;
  session.captures++;
  emit(session.id, 'Biometric.PresentSubjectEvent', { captureId }, requestId);
  try {
    const result = await vision.capture({
      captureId,
      halfBits: toHalfBits(code),
      deadlineMs: config.session.capture_timeout_ms,
      signal: abort.signal,
      onSubject: () => emit(session.id, 'Biometric.SubjectDetectedEvent', { captureId }, requestId),
      onGuidance: (guidance) => emit(session.id, 'Tellersight.GuidanceEvent', { captureId, guidance }, requestId),
    });
    if (abort.signal.aborted) {
      // It was over before the end of the session could end it: nobody is left to wipe it later.
      result.embedding?.fill(0);
      throw new TellersightError('CANCELLED', 'the capture was cancelled');
    }
    session.capture = { captureId, code, result, endedMs: board.clock.monotonicMs() };
    return { sessionId: session.id, captureId, outcome: result.outcome };
  } finally {
    session.abort = null;
  }
}
