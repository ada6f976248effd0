import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { readCounters } from '../journal/cassetteCounters.ts';
import { journalled } from '../journal/database.ts';
import { readIdentity, writeIdentity } from '../journal/dispenserIdentity.ts';
import { readLock, writeLock } from '../journal/dispenserLock.ts';
import { PayoutJournal } from '../journal/payouts.ts';
import { markReconciliationReported, unreportedReconciliations } from '../journal/reconciliations.ts';
import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import { Callbacks } from './callbacks.ts';
import type { CassetteStatus, DispenseReport, DispenserDriver, DispenserIdentity, DispenserState } from './driver.ts';
import type {
  DispenserLock,
  EngineStatus,
  LockEvent,
  PayoutApi,
  PayoutEvent,
  PresentStatus,
  ReconcileRequest,
  Reconciliation,
} from './payoutApi.ts';
import type { PayoutRequest, PayoutResult } from './payoutResult.ts';
import { type PayoutRunOptions, planPayout, runSteps } from './payoutRun.ts';
import { summarise } from './payoutSummary.ts';
import { reconcile } from './reconcile.ts';
import { recoverPayouts } from './recoverPayouts.ts';

export interface PayoutEngineOptions {
  /** null = [dispenser] driver "none": every payout is refused. */
  readonly driver: DispenserDriver | null;
  readonly db: DatabaseSync;
  readonly log: Log;
  readonly clock: Clock;
  readonly config: Config['dispenser'];
  readonly currency: string;
}

/** How soon a reconciliation made by the command line tool is noticed without a payout asking for it. */
const watchMs = 1000;

const fraudCodes: readonly Code[] = [
  'DISPENSER_LINK_LOST',
  'DISPENSER_UNEXPECTED',
  'DISPENSER_FIRMWARE',
  'OVER_DISPENSE',
];

/** Pays exactly once, or says honestly that it cannot tell (R19). One engine per journal and dispenser. */
export class PayoutEngine implements PayoutApi {
  readonly #options: PayoutEngineOptions;
  readonly #journal: PayoutJournal;
  readonly #payouts: Callbacks<PayoutEvent>;
  readonly #locks: Callbacks<LockEvent>;
  #running: { readonly request: PayoutRequest; readonly result: Promise<PayoutResult> } | null = null;
  #identity: DispenserIdentity | null = null;
  #cassettes: readonly CassetteStatus[] = [];
  /** What the journal did not take, oldest first, with the lock it causes; nothing is paid until it is written. */
  #unrecorded: { readonly write: () => void; readonly lock: DispenserLock | null }[] = [];
  #payoutsDue = true;
  #announced: DispenserLock | null = null;
  #reporting: Promise<void> = Promise.resolve();
  #watch: NodeJS.Timeout | undefined;

  constructor(options: PayoutEngineOptions) {
    this.#options = options;
    this.#journal = new PayoutJournal(options.db, options.clock);
    this.#payouts = new Callbacks(options.log);
    this.#locks = new Callbacks(options.log);
  }

  async start(): Promise<void> {
    const { db, clock, driver, log } = this.#options;
    for (const payoutId of recoverPayouts(db, this.#journal, clock)) {
      log.event('PAYOUT_UNKNOWN', 'a payout was in flight when the daemon ended', { payoutId });
    }
    this.#identity = readIdentity(db);
    driver?.listen({
      alarm: (code, message) => this.#lock(code, message),
      late: (report) => void this.#onLate(report),
      unsolicited: (report) => {
        // After a restart the answer of the payout in flight may still come; it is told apart from fraud by that payout.
        if (this.#onLate(report)) return;
        this.#lock('DISPENSER_UNEXPECTED', `an answer about ${report.exited.join('/')} notes that nobody asked for`);
      },
      identified: (identity) => void this.#onIdentified(identity),
    });
    this.#report();
    this.#watch = setInterval(() => this.#report(), watchMs);
    this.#watch.unref();
    await driver?.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    await this.#running?.result.catch(() => {});
    await this.#options.driver?.stop();
    await this.#reporting;
  }

  async dispense(request: PayoutRequest): Promise<PayoutResult> {
    if (this.#running?.request.dispenseId === request.dispenseId) return this.#running.result;
    const known = journalled('a payout', () => this.#journal.byDispenseId(request.dispenseId));
    if (known) return this.#result(known);
    if (this.#running) throw new TellersightError('DISPENSER_BUSY', 'another payout is running');
    const result = this.#pay(request);
    this.#running = { request, result };
    try {
      return await result;
    } finally {
      this.#running = null;
      this.#payoutsDue = true;
      this.#report();
    }
  }

  reconcile(request: ReconcileRequest): Reconciliation {
    this.#writeUnrecorded();
    const values = this.#options.config.cassettes.map(({ value_minor }) => value_minor);
    const done = reconcile(this.#options.db, this.#options.clock, request, values);
    this.#report();
    return done;
  }

  status(): EngineStatus {
    const { db, config } = this.#options;
    const lock = this.#currentLock();
    const counters = new Map(readCounters(db).map((row) => [row.cassette, row]));
    return {
      state: this.#state(lock),
      lock,
      identity: this.#identity,
      counters: config.cassettes.map(({ value_minor }, cassette) => ({
        cassette,
        valueMinor: value_minor,
        dispensed: counters.get(cassette)?.dispensed ?? 0,
        rejected: counters.get(cassette)?.rejected ?? 0,
        nearEnd: this.#cassettes[cassette]?.nearEnd ?? null,
        empty: this.#cassettes[cassette]?.empty ?? null,
      })),
      busy: this.#running !== null,
    };
  }

  presentStatus(dispenseId: string): PresentStatus | null {
    const request = this.#journal.byDispenseId(dispenseId);
    if (!request) return null;
    const { outcome, dispensedMinor } = this.#result(request);
    const presentState = dispensedMinor === null ? 'unknown' : dispensedMinor > 0 ? 'presented' : 'notPresented';
    return { dispenseId, presentState, outcome, dispensedMinor, currency: request.currency };
  }

  onPayout(callback: (event: PayoutEvent) => void | Promise<void>): () => void {
    return this.#payouts.add(callback);
  }

  onLock(callback: (event: LockEvent) => void | Promise<void>): () => void {
    return this.#locks.add(callback);
  }

  async #pay(request: PayoutRequest): Promise<PayoutResult> {
    const { driver, log, currency } = this.#options;
    if (request.currency !== currency) {
      throw new TellersightError('TOKEN_CURRENCY', `this terminal pays ${currency}, not ${request.currency}`);
    }
    this.#writeUnrecorded();
    this.#refuseLocked();
    if (!driver?.connected) throw new TellersightError('DISPENSER_OFFLINE', 'the dispenser is not connected');
    this.#checkIdentity(await driver.identify());
    const run: PayoutRunOptions = {
      ...this.#options,
      driver,
      journal: this.#journal,
      onUnrecorded: (write, lock) => void this.#unrecorded.push({ write, lock }),
    };
    const status = await driver.status();
    this.#cassettes = status.cassettes;
    const steps = planPayout(run, request, status);
    this.#refuseLocked();
    await runSteps(run, request, steps);
    const result = this.#result(request);
    log.event(result.code, result.message, { payoutId: request.payoutId, locked: result.locked });
    return result;
  }

  /** What the journal says, corrected by what it could not take yet. */
  #result(request: PayoutRequest): PayoutResult {
    const result = summarise(this.#options.db, this.#journal, request);
    const missing = this.#unrecorded.some(({ lock }) => lock?.payoutId === request.payoutId);
    if (!missing) return result;
    const message = `${result.message}; the result could not be written, the dispenser is locked`;
    return { ...result, locked: true, code: 'JOURNAL_UNWRITABLE', message };
  }

  #refuseLocked(): void {
    const lock = this.#currentLock();
    if (!lock) return;
    throw new TellersightError('DISPENSER_LOCKED', `locked since ${lock.sinceUtc}: ${lock.code}, ${lock.reason}`);
  }

  #currentLock(): DispenserLock | null {
    return this.#unrecorded.find(({ lock }) => lock !== null)?.lock ?? readLock(this.#options.db);
  }

  #state(lock: DispenserLock | null): DispenserState {
    if (lock) return fraudCodes.includes(lock.code) ? 'potentialFraud' : 'locked';
    if (this.#unrecorded.length > 0) return 'hardwareError';
    return this.#options.driver?.connected ? 'online' : 'offline';
  }

  /** Writes what is owed to the journal, with the lock, so that it survives a restart. @throws JOURNAL_UNWRITABLE */
  #writeUnrecorded(): void {
    for (let owed = this.#unrecorded[0]; owed; owed = this.#unrecorded[0]) {
      owed.write();
      if (owed.lock) writeLock(this.#options.db, owed.lock);
      this.#unrecorded.shift();
    }
  }

  #lock(code: Code, reason: string): void {
    const { db, clock, log } = this.#options;
    const lock = { code, reason, payoutId: null, sinceUtc: clock.now().toISOString() };
    log.event(code, reason);
    try {
      writeLock(db, lock);
    } catch (error) {
      log.error(error);
      this.#unrecorded.push({ write: () => {}, lock });
    }
    this.#report();
  }

  async #onIdentified(identity: DispenserIdentity): Promise<void> {
    try {
      this.#checkIdentity(identity);
      this.#cassettes = (await this.#options.driver?.status())?.cassettes ?? [];
    } catch (error) {
      this.#options.log.error(error);
    }
  }

  #checkIdentity(identity: DispenserIdentity): void {
    const { config, db, clock } = this.#options;
    const known = readIdentity(db);
    const name = `${identity.firmware} ${identity.checksum}`;
    this.#identity = identity;
    if (config.allowed_checksums.length > 0 && !config.allowed_checksums.includes(identity.checksum)) {
      this.#lock('DISPENSER_FIRMWARE', `the dispenser runs ${name}, which is not allowed`);
    } else if (known && (known.firmware !== identity.firmware || known.checksum !== identity.checksum)) {
      this.#lock('DISPENSER_FIRMWARE', `the dispenser runs ${name}, known is ${known.firmware} ${known.checksum}`);
    } else if (!known) {
      writeIdentity(db, identity, clock.now().toISOString());
    }
  }

  /**
   * Evidence for the operator; it never unlocks by itself, and never becomes the answer to another command. False when
   * no payout waits for a late answer.
   */
  #onLate(report: DispenseReport): boolean {
    const { log } = this.#options;
    for (const payoutId of this.#journal.payoutsIn(['unknown'])) {
      const step = this.#journal.steps(payoutId).find(({ states }) => {
        return states.at(-1)?.state === 'unknown' && !states.some(({ detail }) => detail.late);
      });
      if (!step) continue;
      log.event('DISPENSER_LATE_RESULT', `late answer: ${report.exited.join('/')} notes out`, { payoutId });
      try {
        this.#journal.add(payoutId, step.step, 'unknown', { late: report });
      } catch (error) {
        log.error(error);
      }
      return true;
    }
    return false;
  }

  /** Tells the listeners what they have not confirmed, one round after the other; whatever fails is told again later. */
  #report(): void {
    this.#reporting = this.#reporting.then(() => this.#reportOnce()).catch((error) => this.#options.log.error(error));
  }

  async #reportOnce(): Promise<void> {
    const { db } = this.#options;
    if (!this.#mayWrite()) return;
    if (this.#payoutsDue) this.#payoutsDue = !(await this.#reportPayouts());
    for (const reconciliation of unreportedReconciliations(db)) {
      if (!(await this.#locks.emit({ lock: null, reconciliation }))) return;
      markReconciliationReported(db, reconciliation.id);
      this.#announced = null;
      this.#options.log.event('DISPENSER_RECONCILED', `reconciled by ${reconciliation.operator}`);
    }
    const lock = this.#currentLock();
    if (lock && JSON.stringify(lock) !== JSON.stringify(this.#announced)) {
      this.#announced = lock;
      await this.#locks.emit({ lock, reconciliation: null });
    }
  }

  /** Retries what is owed to the journal; its failure was already logged when it began. */
  #mayWrite(): boolean {
    try {
      this.#writeUnrecorded();
      return true;
    } catch {
      return false;
    }
  }

  /** True when nothing is left to tell. */
  async #reportPayouts(): Promise<boolean> {
    let all = true;
    for (const payoutId of this.#journal.unreported()) {
      const request = this.#journal.byPayoutId(payoutId)!;
      const running = this.#running?.request.payoutId === payoutId;
      if (!running && (await this.#payouts.emit({ request, result: this.#result(request) }))) {
        this.#journal.markReported(payoutId);
      } else all = false;
    }
    return all;
  }
}
