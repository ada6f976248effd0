import type { CommandName } from '../../atm/protocol.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { Bundle } from '../bundle.ts';
import type { CaptureResult } from '../captureCollector.ts';
import type { SignedDecision } from '../decision.ts';
import type { Bit } from '../policy/illumination.ts';
import { isAllowed, type SessionState, table } from './states.ts';

/** A capture waiting for its decision. */
export interface Capture {
  readonly captureId: string;
  readonly code: readonly Bit[];
  readonly result: CaptureResult;
  /** Monotonic moment it ended. */
  readonly endedMs: number;
}

/** What the board knows of the one customer in front of it; gone with `wipe`. */
export class Session {
  readonly id: string;
  nonce: string;
  state: SessionState = 'open';
  /** Set by a good SubmitBundle; `checkedMs` is the monotonic moment its times were compared with the wall clock. */
  claim: { readonly bundle: Bundle; readonly checkedMs: number; readonly checkedS: number } | null = null;
  request: { readonly amountMinor: number; readonly currency: string } | null = null;
  capture: Capture | null = null;
  /** Ends a running capture. */
  abort: AbortController | null = null;
  decision: { readonly signed: SignedDecision; readonly decidedMs: number } | null = null;
  failures = 0;
  poor = 0;
  captures = 0;
  readonly openedMs: number;
  /** VisionLink.rigChanges when the session began. */
  readonly rigChanges: number;
  /** Monotonic moment of the last command, for the idle timeout. */
  touchedMs: number;

  constructor(id: string, nonce: string, nowMs: number, rigChanges: number) {
    this.id = id;
    this.nonce = nonce;
    this.openedMs = nowMs;
    this.rigChanges = rigChanges;
    this.touchedMs = nowMs;
  }

  /** Checks the table and enters the command's own state. @throws SESSION_STATE */
  enter(command: CommandName): void {
    if (!isAllowed(command, this.state)) {
      throw new TellersightError('SESSION_STATE', `${command} is not possible while the session is "${this.state}"`);
    }
    this.state = table[command]?.during ?? this.state;
  }

  /** Overwrites the embedding (R21: at most 2 s after its last use). */
  wipeCapture(): void {
    this.capture?.result.embedding?.fill(0);
    this.capture = null;
  }

  /** Forgets the customer. */
  wipe(): void {
    this.abort?.abort();
    this.wipeCapture();
    this.claim = null;
    this.request = null;
  }
}
