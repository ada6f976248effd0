import type { Code } from '../lib/catalog/index.ts';
import type { DispenseOutcome, DispenserIdentity, DispenserState } from './driver.ts';
import type { PayoutRequest, PayoutResult } from './payoutResult.ts';

/** Why every payout is refused; one row in the journal, so it survives restarts. */
export interface DispenserLock {
  readonly code: Code;
  readonly reason: string;
  readonly payoutId: string | null;
  readonly sinceUtc: string;
}

export interface CassetteCounter {
  readonly cassette: number;
  readonly valueMinor: number;
  /** Notes ever paid out of / rejected from this cassette as far as the device said; never runs backwards. */
  readonly dispensed: number;
  readonly rejected: number;
  /** As the device said last; null when it was not asked yet. */
  readonly nearEnd: boolean | null;
  readonly empty: boolean | null;
  /** Notes that should be in it by the last recorded load; null when none was recorded. */
  readonly remaining: number | null;
}

export interface EngineStatus {
  readonly state: DispenserState;
  readonly lock: DispenserLock | null;
  readonly identity: DispenserIdentity | null;
  readonly counters: readonly CassetteCounter[];
  /** A payout is running. */
  readonly busy: boolean;
}

/** What GetPresentStatus tells about one dispense; the input of buildPresentStatusToken. */
export interface PresentStatus {
  readonly dispenseId: string;
  readonly presentState: 'presented' | 'notPresented' | 'unknown';
  readonly outcome: DispenseOutcome;
  /** Minor units that reached the customer; null when it cannot be told. After reconciliation: the counted amount. */
  readonly dispensedMinor: number | null;
  readonly currency: string;
}

/** An operator's count after a lock. Either an amount or notes per cassette that left the ATM, as counted by hand. */
export interface ReconcileRequest {
  /** Local login name, or "local-operator". */
  readonly operator: string;
  /** Minor units found to have left with the open payouts, 0 or more. */
  readonly countedMinor?: number;
  /** Notes found to have left per cassette (index 0 first); gives the amount when countedMinor is absent. */
  readonly countedNotes?: readonly number[];
  /** What was found and done, 1 to 500 characters; nothing about the customer. */
  readonly statement: string;
  /** The operator's signed form of this request (JWS), already verified; kept as evidence. */
  readonly signedStatement?: string;
}

export interface Reconciliation {
  readonly id: number;
  readonly operator: string;
  readonly countedMinor: number;
  readonly countedNotes: readonly number[] | null;
  readonly statement: string;
  readonly lockCode: Code;
  readonly lockReason: string;
  readonly payoutIds: readonly string[];
  readonly atUtc: string;
  readonly signedStatement: string | null;
}

export interface PayoutEvent {
  readonly request: PayoutRequest;
  readonly result: PayoutResult;
}

/** `lock` is null when a reconciliation lifted it. */
export interface LockEvent {
  readonly lock: DispenserLock | null;
  readonly reconciliation: Reconciliation | null;
}

/** What the teller, fleet and evidence may ask of the payout engine. */
export interface PayoutApi {
  /** Recovers what a crash left open (unknown + lock), then opens the dispenser; does not fail when it is offline. */
  start(): Promise<void>;
  /** Waits for a running payout, then closes the port. */
  stop(): Promise<void>;
  /**
   * Pays once per dispenseId. A rejection always means that no cash moved because of this call: DISPENSER_LOCKED,
   * DISPENSER_OFFLINE, DISPENSER_PROTOCOL, DISPENSER_NOT_READY, DISPENSER_BUSY, NOT_DISPENSABLE, VELOCITY_LIMIT,
   * TOKEN_CURRENCY, JOURNAL_UNWRITABLE.
   * Everything else, uncertain outcomes included, resolves. A second call with the same dispenseId never moves cash and
   * resolves with the recorded result.
   */
  dispense(request: PayoutRequest): Promise<PayoutResult>;
  /** @throws RECONCILE_REFUSED, JOURNAL_UNWRITABLE */
  reconcile(request: ReconcileRequest): Reconciliation;
  status(): EngineStatus;
  /** null when no payout has this DISPENSEID. */
  presentStatus(dispenseId: string): PresentStatus | null;
  /** Called after the result is in the journal, also for payouts found open at start. Returns the unsubscribe. */
  onPayout(callback: (event: PayoutEvent) => void | Promise<void>): () => void;
  /** Called when the lock changes, also when the command line tool lifted it. Returns the unsubscribe. */
  onLock(callback: (event: LockEvent) => void | Promise<void>): () => void;
}
