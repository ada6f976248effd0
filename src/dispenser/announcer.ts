import type { DatabaseSync } from 'node:sqlite';
import type { PayoutJournal } from '../journal/payouts.ts';
import { markReconciliationReported, unreportedReconciliations } from '../journal/reconciliations.ts';
import { backoff } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../system/log.ts';
import { Callbacks } from './callbacks.ts';
import type { DispenserLock, LockEvent, PayoutEvent } from './payoutApi.ts';
import type { PayoutRequest, PayoutResult } from './payoutResult.ts';

export interface AnnouncerOptions {
  readonly db: DatabaseSync;
  readonly journal: PayoutJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly resultOf: (request: PayoutRequest) => PayoutResult;
  readonly currentLocks: () => readonly DispenserLock[];
  /** False while the journal owes something: what is told must be on the disk first. */
  readonly mayTell: () => boolean;
  /** The payout that runs now has no result to tell. */
  readonly runningPayout: () => string | null;
}

/**
 * Tells fleet and evidence what happened to cash, from the journal: at least once each, also what a process before this
 * one, or the command line tool beside it, has written there.
 */
export class Announcer {
  readonly payouts: Callbacks<PayoutEvent>;
  readonly locks: Callbacks<LockEvent>;
  readonly #options: AnnouncerOptions;
  #payoutsDue = true;
  /** Causes of a lock that were told. */
  readonly #announced = new Set<string>();
  #round: Promise<void> = Promise.resolve();
  #failures = 0;
  #pauseUntilMs = 0;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.payouts = new Callbacks(options.log);
    this.locks = new Callbacks(options.log);
  }

  /** A payout has a result that may not have been told. */
  payoutDue(): void {
    this.#payoutsDue = true;
  }

  /** Starts a round behind the one that may be running; never throws. */
  announce(): void {
    this.#round = this.#round.then(() => this.#tellAll()).catch((error) => this.#options.log.error(error));
  }

  /** Resolves when the rounds begun so far are over. */
  settled(): Promise<void> {
    return this.#round;
  }

  /** A listener that failed gets everything again, but not every second: others have it already and would double it. */
  async #tellAll(): Promise<void> {
    const { clock, mayTell } = this.#options;
    if (!mayTell() || clock.monotonicMs() < this.#pauseUntilMs) return;
    if ((await this.#tellPayouts()) && (await this.#tellReconciliations()) && (await this.#tellLocks())) {
      this.#failures = 0;
      return;
    }
    this.#pauseUntilMs = clock.monotonicMs() + backoff(this.#failures, 1000, 60_000);
    this.#failures += 1;
  }

  async #tellPayouts(): Promise<boolean> {
    if (!this.#payoutsDue) return true;
    const { journal, resultOf, runningPayout } = this.#options;
    this.#payoutsDue = false;
    let all = true;
    for (const payoutId of journal.unreported()) {
      if (payoutId === runningPayout()) continue; // payoutDue() comes when it ends
      const request = journal.byPayoutId(payoutId)!;
      const state = journal.lastState(payoutId);
      const told = await this.payouts.emit({ request, result: resultOf(request) });
      // A result that was proved meanwhile has to be told as well.
      if (told && journal.lastState(payoutId) === state) journal.setReported(payoutId, true);
      else all = false;
    }
    if (!all) this.#payoutsDue = true;
    return all;
  }

  async #tellReconciliations(): Promise<boolean> {
    const { db, log } = this.#options;
    for (const reconciliation of unreportedReconciliations(db)) {
      if (!(await this.locks.emit({ lock: null, reconciliation }))) return false;
      markReconciliationReported(db, reconciliation.id);
      this.#announced.clear();
      // Who counted stands in the journal and in the evidence; a log line is about no person.
      log.event('DISPENSER_RECONCILED', `reconciliation ${reconciliation.id} lifted the lock`);
    }
    return true;
  }

  async #tellLocks(): Promise<boolean> {
    for (const lock of this.#options.currentLocks()) {
      const cause = JSON.stringify(lock);
      if (this.#announced.has(cause)) continue;
      if (!(await this.locks.emit({ lock, reconciliation: null }))) return false;
      this.#announced.add(cause);
    }
    return true;
  }
}
