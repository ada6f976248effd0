import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { readCounters } from '../journal/cassetteCounters.ts';
import { readLoads } from '../journal/cassetteLoads.ts';
import { journalled } from '../journal/database.ts';
import { readLock, readLocks, writeLock } from '../journal/dispenserLock.ts';
import { PayoutJournal } from '../journal/payouts.ts';
import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import { systemTimers, type Timers } from '../lib/timers.ts';
import type { Log } from '../system/log.ts';
import { Announcer } from './announcer.ts';
import { DeviceWatch } from './deviceWatch.ts';
import type { DispenserDriver, DispenserState } from './driver.ts';
import { isRepeat } from './isRepeat.ts';
import { keepLateAnswer } from './keepLateAnswer.ts';
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
import { Unrecorded } from './unrecorded.ts';
import { assertVelocity } from './velocity.ts';

export interface PayoutEngineOptions {
  /** null = [dispenser] driver "none": every payout is refused. */
  readonly driver: DispenserDriver | null;
  readonly db: DatabaseSync;
  readonly log: Log;
  readonly clock: Clock;
  readonly config: Config['dispenser'];
  readonly currency: string;
  /** Changes whenever the board restarts; what is older may have lost its power with it. */
  readonly bootId: string;
  readonly timers?: Timers;
}

/** How soon a reconciliation made by the command line tool is noticed without a payout asking for it. */
const watchMs = 1000;

/** How long after a start a device may repeat the answer of the life before; the Puloon line does so for 1.5 s. */
const repeatsMs = 10_000;

const fraudCodes: readonly Code[] = [
  'DISPENSER_LINK_LOST',
  'DISPENSER_UNEXPECTED',
  'DISPENSER_FIRMWARE',
  'DISPENSER_RESET',
  'CASSETTE_COUNT',
  'OVER_DISPENSE',
];

/** Pays exactly once, or says honestly that it cannot tell (R19). One engine per journal and dispenser. */
export class PayoutEngine implements PayoutApi {
  readonly #options: PayoutEngineOptions;
  readonly #journal: PayoutJournal;
  readonly #unrecorded: Unrecorded;
  readonly #announcer: Announcer;
  #running: { readonly request: PayoutRequest; readonly result: Promise<PayoutResult> } | null = null;
  readonly #device: DeviceWatch | null;
  #payouts = 0;
  readonly #timers: Timers;
  #stopWatch: () => void = () => {};

  constructor(options: PayoutEngineOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#journal = new PayoutJournal(options.db, options.clock, options.bootId);
    this.#unrecorded = new Unrecorded(options.db, this.#journal);
    this.#announcer = new Announcer({
      ...options,
      journal: this.#journal,
      resultOf: (request) => this.#result(request),
      currentLocks: () => [...this.#unrecorded.locks, ...readLocks(options.db)],
      mayTell: () => this.#mayWrite(),
      runningPayout: () => this.#running?.request.payoutId ?? null,
    });
    this.#device = options.driver && this.#watchOf(options.driver);
  }

  async start(): Promise<void> {
    const { db, clock, driver, log } = this.#options;
    const startedMs = this.#timers.nowMs();
    for (const payoutId of recoverPayouts(db, this.#journal, clock)) {
      log.event('PAYOUT_UNKNOWN', 'a payout was in flight when the daemon ended', { payoutId });
    }
    driver?.listen({
      alarm: (code, message) => this.#lock(code, message),
      late: (report) => void keepLateAnswer(this.#journal, log, report),
      unsolicited: (report) => {
        // After a restart the answer of the payout in flight may still come; it is told apart from fraud by that payout.
        if (keepLateAnswer(this.#journal, log, report)) return;
        const young = this.#payouts === 0 && this.#timers.nowMs() - startedMs < repeatsMs;
        if (young && isRepeat(this.#journal, report)) return log.debug('repeat of a recorded answer dropped');
        this.#lock('DISPENSER_UNEXPECTED', `an answer about ${report.exited.join('/')} notes that nobody asked for`);
      },
      identified: (identity) => this.#device?.onIdentified(identity),
    });
    this.#watch();
    this.#device?.start();
    await driver?.start();
  }

  async stop(): Promise<void> {
    this.#stopWatch();
    await this.#running?.result.catch(() => {});
    this.#device?.stop();
    await this.#options.driver?.stop();
    await this.#device?.settled();
    await this.#announcer.settled();
  }

  async dispense(request: PayoutRequest): Promise<PayoutResult> {
    if (this.#running?.request.dispenseId === request.dispenseId) return this.#running.result;
    this.#mayWrite(); // what is owed to the journal belongs to the answer
    const known = journalled('a payout', () => this.#journal.byDispenseId(request.dispenseId));
    if (known) return this.#result(known);
    if (this.#running) throw new TellersightError('DISPENSER_BUSY', 'another payout is running');
    this.#payouts += 1;
    const result = this.#pay(request);
    this.#running = { request, result };
    try {
      return await result;
    } finally {
      this.#running = null;
      this.#announcer.payoutDue();
      this.#announcer.announce();
    }
  }

  reconcile(request: ReconcileRequest): Reconciliation {
    this.#unrecorded.flush();
    const { db, clock, config } = this.#options;
    const done = reconcile(db, clock, request, config);
    this.#announcer.announce();
    return done;
  }

  status(): EngineStatus {
    const { db, config } = this.#options;
    const lock = this.#currentLock();
    const counters = new Map(readCounters(db).map((row) => [row.cassette, row]));
    const loads = new Map(readLoads(db).map((load) => [load.cassette, load.remaining]));
    const seen = this.#device?.cassettes ?? [];
    return {
      state: this.#state(lock),
      lock,
      identity: this.#device?.identity ?? null,
      counters: config.cassettes.map(({ value_minor }, cassette) => ({
        cassette,
        valueMinor: value_minor,
        dispensed: counters.get(cassette)?.dispensed ?? 0,
        rejected: counters.get(cassette)?.rejected ?? 0,
        nearEnd: seen[cassette]?.nearEnd ?? null,
        empty: seen[cassette]?.empty ?? null,
        remaining: loads.get(cassette) ?? null,
      })),
      busy: this.#running !== null,
    };
  }

  presentStatus(dispenseId: string): PresentStatus | null {
    this.#mayWrite();
    const request = this.#journal.byDispenseId(dispenseId);
    if (!request) return null;
    const { outcome, dispensedMinor } = this.#result(request);
    const presentState = dispensedMinor === null ? 'unknown' : dispensedMinor > 0 ? 'presented' : 'notPresented';
    return { dispenseId, presentState, outcome, dispensedMinor, currency: request.currency };
  }

  onPayout(callback: (event: PayoutEvent) => void | Promise<void>): () => void {
    return this.#announcer.payouts.add(callback);
  }

  onLock(callback: (event: LockEvent) => void | Promise<void>): () => void {
    return this.#announcer.locks.add(callback);
  }

  #watchOf(driver: DispenserDriver): DeviceWatch {
    return new DeviceWatch({
      ...this.#options,
      driver,
      journal: this.#journal,
      timers: this.#timers,
      lock: (code, reason) => this.#lock(code, reason),
      quietSince: () => (this.#running ? null : this.#payouts),
      onProof: () => {
        this.#announcer.payoutDue();
        this.#announcer.announce();
      },
    });
  }

  #watch(): void {
    this.#announcer.announce();
    this.#stopWatch = this.#timers.after(watchMs, () => this.#watch());
  }

  async #pay(request: PayoutRequest): Promise<PayoutResult> {
    const { driver, db, clock, config, bootId, log, currency } = this.#options;
    if (request.currency !== currency) {
      throw new TellersightError('TOKEN_CURRENCY', `this terminal pays ${currency}, not ${request.currency}`);
    }
    this.#unrecorded.flush();
    this.#refuseLocked();
    assertVelocity(db, clock, bootId, config, request.amountMinor);
    const device = this.#device;
    if (!(device && driver?.connected)) {
      throw new TellersightError('DISPENSER_OFFLINE', 'the dispenser is not connected');
    }
    const run: PayoutRunOptions = {
      ...this.#options,
      driver,
      journal: this.#journal,
      assertUnlocked: () => this.#refuseLocked(),
      onUnrecorded: (work, lock) => this.#unrecorded.add(work, lock),
    };
    const steps = await planPayout(run, request, await device.beforePayout());
    this.#refuseLocked();
    await runSteps(run, request, steps);
    const result = this.#result(request);
    log.event(result.code, result.message, { payoutId: request.payoutId, locked: result.locked });
    return result;
  }

  /** What the journal says, corrected by what it could not take yet. */
  #result(request: PayoutRequest): PayoutResult {
    const result = summarise(this.#options.db, this.#journal, request);
    if (!this.#unrecorded.concerns(request.payoutId)) return result;
    const message = `${result.message}; the result could not be written, the dispenser is locked`;
    return { ...result, locked: true, code: 'JOURNAL_UNWRITABLE', message };
  }

  #refuseLocked(): void {
    const lock = this.#currentLock();
    if (!lock) return;
    throw new TellersightError('DISPENSER_LOCKED', `locked since ${lock.sinceUtc}: ${lock.code}, ${lock.reason}`);
  }

  #currentLock(): DispenserLock | null {
    return this.#unrecorded.locks[0] ?? readLock(this.#options.db);
  }

  #state(lock: DispenserLock | null): DispenserState {
    if (lock) return fraudCodes.includes(lock.code) ? 'potentialFraud' : 'locked';
    if (!this.#unrecorded.empty) return 'hardwareError';
    return this.#options.driver?.connected ? 'online' : 'offline';
  }

  #lock(code: Code, reason: string): void {
    const { db, clock, log } = this.#options;
    const lock = { code, reason, payoutId: null, sinceUtc: clock.now().toISOString() };
    try {
      if (!writeLock(db, lock)) return; // known, told and not lifted yet
      log.event(code, reason);
    } catch (error) {
      log.error(error);
      log.event(code, reason);
      this.#unrecorded.add(() => {}, lock);
    }
    this.#announcer.announce();
  }

  /** Retries what is owed to the journal; its failure was already logged when it began. */
  #mayWrite(): boolean {
    try {
      this.#unrecorded.flush();
      return true;
    } catch {
      return false;
    }
  }
}
