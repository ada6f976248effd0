import type { Code } from '../lib/catalog/index.ts';
import type { DispenseOutcome } from './driver.ts';
import type { Reversal } from './reversal.ts';

/** What the teller asks the payout engine for: the amount is at most what the token authorises (checked before). */
export interface PayoutRequest {
  readonly payoutId: string;
  readonly sessionId: string;
  /** HMAC of the dispense token, upper-case hex: XFS4IoT DISPENSEID, the idempotency key. */
  readonly dispenseId: string;
  readonly decisionSha256: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** Journal states (architecture section 4.5). */
export type PayoutState = 'planned' | 'intent' | 'sent' | DispenseOutcome | 'settled';

export interface PayoutResult {
  readonly payoutId: string;
  readonly outcome: DispenseOutcome;
  /** Sum of notes that provably left, minor units; null when it cannot be told. */
  readonly dispensedMinor: number | null;
  readonly notes: readonly {
    readonly valueMinor: number;
    readonly requested: number;
    readonly exited: number | null;
  }[];
  /** True when the dispenser is locked until an operator reconciles. */
  readonly locked: boolean;
  readonly reversal: Reversal;
  readonly code: Code;
  readonly message: string;
}
