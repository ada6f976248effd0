import type { EventName, EventPayload } from '../../atm/protocol.ts';
import type { Config } from '../../config/schema.ts';
import type { NonceStore } from '../../dispenser/nonce.ts';
import type { PayoutApi } from '../../dispenser/payoutApi.ts';
import type { EvidenceLog } from '../../evidence/evidenceLog.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import type { Attempts } from '../../journal/attempts.ts';
import type { Sessions } from '../../journal/sessions.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Keys } from '../keys.ts';
import type { Thresholds } from '../thresholds.ts';
import type { VisionLink } from '../visionLink.ts';

/** Everything a command may use: the parts of the daemon, already started. */
export interface Board {
  readonly config: Config;
  readonly version: string;
  readonly keys: Keys;
  readonly thresholds: Thresholds;
  readonly nonces: NonceStore;
  readonly attempts: Attempts;
  readonly sessions: Sessions;
  readonly vision: Pick<VisionLink, 'capture' | 'hello' | 'state' | 'assertOnline' | 'rigChanges'>;
  readonly payout: Pick<PayoutApi, 'dispense' | 'status' | 'presentStatus'>;
  readonly evidence: Pick<EvidenceLog, 'append'>;
  readonly fleet: Pick<Fleet, 'publishDecision' | 'hasRoom'>;
  readonly log: Log;
  readonly clock: Clock;
  /** An event of a session to the ATM application. */
  emit<N extends EventName>(sessionId: string, name: N, payload: EventPayload<N>, requestId?: number): void;
}

/** Seconds since 1970, UTC. */
export function nowSeconds(clock: Clock): number {
  return Math.floor(clock.now().getTime() / 1000);
}
