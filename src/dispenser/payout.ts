import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { readCounters } from '../journal/cassetteCounters.ts';
import { journalled } from '../journal/database.ts';
import { readIdentity, writeIdentity } from '../journal/dispenserIdentity.ts';
import { readLock, writeLock } from '../journal/dispenserLock.ts';
import { PayoutJournal } from '../journal/payouts.ts';
import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import { systemTimers, type Timers } from '../lib/timers.ts';
import type { Log } from '../system/log.ts';
import { Announcer } from './announcer.ts';
import type { CassetteStatus, DispenserDriver, DispenserIdentity, DispenserState } from './driver.ts';
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
  readonly #unrecorded: Unrecorded;
  readonly #announcer: Announcer;
  #running: { readonly request: PayoutRequest; readonly result: Promise<PayoutResult> } | null = null;
  #identity: DispenserIdentity | null = null;
  #cassettes: readonly CassetteStatus[] = [];
  readonly #timers: Timers;
  #stopWatch: () => void = () => {};

  constructor(options: PayoutEngineOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#journal = new PayoutJournal(options.db, options.clock);
    this.#unrecorded = new Unrecorded(options.db, this.#journal);
    this.#announcer = new Announcer({
      ...options,
      journal: this.#journal,
      resultOf: (request) => this.#result(request),
      currentLock: () => this.#currentLock(),
      mayTell: () => this.#mayWrite(),
      runningPayout: () => this.#running?.request.payoutId ?? null,
    });
  }

  async start(): Promise<void> {
    const { db, clock, driver, log } = this.#options;
    for (const payoutId of recoverPayouts(db, this.#journal, clock)) {
      log.event('PAYOUT_UNKNOWN', 'a payout was in flight when the daemon ended', { payoutId });
    }
    this.#identity = readIdentity(db);
    driver?.listen({
      alarm: (code, message) => this.#lock(code, message),
      late: (report) => void keepLateAnswer(this.#journal, log, report),
      unsolicited: (report) => {
        // After a restart the answer of the payout in flight may still come; it is told apart from fraud by that payout.
        if (keepLateAnswer(this.#journal, log, report)) return;
        this.#lock('DISPENSER_UNEXPECTED', `an answer about ${report.exited.join('/')} notes that nobody asked for`);
      },
      identified: (identity) => void this.#onIdentified(identity),
    });
    this.#watch();
    await driver?.start();
  }

  async stop(): Promise<void> {
    this.#stopWatch();
    await this.#running?.result.catch(() => {});
    await this.#options.driver?.stop();
    await this.#announcer.settled();
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
      this.#announcer.payoutDue();
      this.#announcer.announce();
    }
  }

  reconcile(request: ReconcileRequest): Reconciliation {
    this.#unrecorded.flush();
    const values = this.#options.config.cassettes.map(({ value_minor }) => value_minor);
    const done = reconcile(this.#options.db, this.#options.clock, request, values);
    this.#announcer.announce();
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
    return this.#announcer.payouts.add(callback);
  }

  onLock(callback: (event: LockEvent) => void | Promise<void>): () => void {
    return this.#announcer.locks.add(callback);
  }

  #watch(): void {
    this.#announcer.announce();
    this.#stopWatch = this.#timers.after(watchMs, () => this.#watch());
  }

  async #pay(request: PayoutRequest): Promise<PayoutResult> {
    const { driver, log, currency } = this.#options;
    if (request.currency !== currency) {
      throw new TellersightError('TOKEN_CURRENCY', `this terminal pays ${currency}, not ${request.currency}`);
    }
    this.#unrecorded.flush();
    this.#refuseLocked();
    if (!driver?.connected) throw new TellersightError('DISPENSER_OFFLINE', 'the dispenser is not connected');
    this.#checkIdentity(await driver.identify());
    const run: PayoutRunOptions = {
      ...this.#options,
      driver,
      journal: this.#journal,
      assertUnlocked: () => this.#refuseLocked(),
      onUnrecorded: (work, lock) => this.#unrecorded.add(work, lock),
    };
    const status = await driver.status();
    this.#cassettes = status.cassettes;
    const steps = await planPayout(run, request, status);
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
    return this.#unrecorded.lock ?? readLock(this.#options.db);
  }

  #state(lock: DispenserLock | null): DispenserState {
    if (lock) return fraudCodes.includes(lock.code) ? 'potentialFraud' : 'locked';
    if (!this.#unrecorded.empty) return 'hardwareError';
    return this.#options.driver?.connected ? 'online' : 'offline';
  }

  #lock(code: Code, reason: string): void {
    const { db, clock, log } = this.#options;
    const lock = { code, reason, payoutId: null, sinceUtc: clock.now().toISOString() };
    log.event(code, reason);
    try {
      writeLock(db, lock);
    } catch (error) {
      log.error(error);
      this.#unrecorded.add(() => {}, lock);
    }
    this.#announcer.announce();
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
