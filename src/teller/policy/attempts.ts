import type { Config } from '../../config/schema.ts';
import type { Reason } from './reasons.ts';

/** What counts against an account on this machine and against the running session. */
export interface AttemptState {
  readonly sessionFailures: number;
  readonly sessionPoor: number;
  readonly consecutiveFailures: number;
  readonly totalFailures: number;
  /** Milliseconds the account still has to wait; 0 = none. */
  readonly delayMs: number;
  readonly faceRouteOff: boolean;
}

/** R5. Asked before a camera opens and once more when deciding. */
export function attempts(state: AttemptState, policy: Config['policy']): Reason[] {
  const reasons: Reason[] = [];
  if (state.faceRouteOff || state.totalFailures >= policy.failures_before_off) reasons.push('ATTEMPTS_FACE_ROUTE_OFF');
  if (state.delayMs > 0) reasons.push('ATTEMPTS_DELAYED');
  if (state.sessionFailures >= policy.attempts_per_session) reasons.push('ATTEMPTS_SESSION');
  if (state.sessionPoor >= policy.poor_captures_per_session) reasons.push('POOR_CAPTURES_SESSION');
  return reasons;
}
