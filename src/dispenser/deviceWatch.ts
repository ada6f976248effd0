import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { readIdentity, writeIdentity } from '../journal/dispenserIdentity.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { hasCode } from '../lib/errors.ts';
import type { Timers } from '../lib/timers.ts';
import type { Log } from '../system/log.ts';
import { cassetteContradiction } from './cassetteCheck.ts';
import type { CassetteStatus, DispenserDriver, DispenserIdentity, DispenserStatus } from './driver.ts';
import { recoverOpen } from './recoverOpen.ts';
import { sameDevice } from './sameDevice.ts';

export interface DeviceWatchOptions {
  readonly driver: DispenserDriver;
  readonly db: DatabaseSync;
  readonly journal: PayoutJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers: Timers;
  readonly config: Config['dispenser'];
  readonly bootId: string;
  readonly lock: (code: Code, reason: string) => void;
  /** Grows with each payout that begins; null while one runs. */
  readonly quietSince: () => number | null;
  /** A lost result was found again. */
  readonly onProof: () => void;
}

/** A device that leaves so many polls in a row unanswered is taken for cut off. */
const silentPolls = 2;
/** Polls that ask for a lost result once more; a device that cannot prove it now will not later. */
const recoveries = 3;

/**
 * Looks at the device while nothing is paid (R20): is it the one that is known, does it answer, do its cassettes fit the
 * journal. And asks it for lost results as soon as it can be asked.
 */
export class DeviceWatch {
  identity: DispenserIdentity | null;
  cassettes: readonly CassetteStatus[] = [];
  readonly #options: DeviceWatchOptions;
  #cancel: () => void = () => {};
  #round: Promise<void> = Promise.resolve();
  #silent = 0;
  #recoveries = 0;
  #stopped = false;

  constructor(options: DeviceWatchOptions) {
    this.#options = options;
    this.identity = readIdentity(options.db);
  }

  start(): void {
    const { timers, config } = this.#options;
    this.#cancel = timers.after(config.poll_interval_s * 1000, () => {
      this.#begin(() => this.#poll());
      this.start();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Resolves when what is under way is over. */
  settled(): Promise<void> {
    return this.#round;
  }

  /** After every (re)connection. */
  onIdentified(identity: DispenserIdentity): void {
    this.#begin(async () => {
      this.#recoveries = 0;
      if (this.#isKnown(identity)) await this.#lookAndRecover();
    });
  }

  /**
   * The device right before a payout. Whatever is wrong with it locks before this returns.
   * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, JOURNAL_UNWRITABLE
   */
  async beforePayout(): Promise<DispenserStatus> {
    const { driver } = this.#options;
    if (this.#isKnown(await driver.identify())) this.#sayNothingOpen();
    const status = await driver.status();
    this.#compare(status);
    return status;
  }

  /** What the device still reports of an earlier payout may go, once that has its result. */
  #sayNothingOpen(): void {
    const { driver, journal } = this.#options;
    if (journal.payoutsIn(['sent', 'unknown']).length === 0) driver.nothingOpen?.();
  }

  /** One look at a time; none of them ever throws. */
  #begin(work: () => Promise<void>): void {
    this.#round = this.#round.then(work).catch((error) => {
      // A question that the end of the daemon cut short is no fault.
      if (!this.#stopped) this.#options.log.error(error);
    });
  }

  async #poll(): Promise<void> {
    const { driver, quietSince, lock } = this.#options;
    if (!driver.connected || quietSince() === null) return;
    try {
      if (this.#isKnown(await driver.identify())) await this.#lookAndRecover();
      this.#silent = 0;
    } catch (error) {
      if (!hasCode(error, 'DISPENSER_PROTOCOL')) throw error;
      this.#silent += 1;
      if (this.#silent === silentPolls) {
        lock('DISPENSER_LINK_LOST', `the device does not answer although the line is open: ${error.message}`);
      } else if (this.#silent === 1) this.#options.log.error(error);
    }
  }

  async #lookAndRecover(): Promise<void> {
    const { driver, journal, quietSince, onProof } = this.#options;
    const quiet = quietSince();
    if (quiet !== null) this.#sayNothingOpen();
    const status = await driver.status();
    // A payout began meanwhile: what was seen is neither before nor after it.
    if (quiet === null || quietSince() !== quiet) return;
    this.#compare(status);
    if (!driver.capability.resultRetrievable || this.#recoveries >= recoveries) return;
    if (journal.payoutsIn(['unknown']).length === 0) return;
    this.#recoveries += 1;
    if (await recoverOpen(this.#options)) onProof();
  }

  #compare(status: DispenserStatus): void {
    const { db, journal, config, clock, lock } = this.#options;
    this.cassettes = status.cassettes;
    // What an open payout took cannot be told from what left without a command.
    if (journal.payoutsIn(['unknown', 'suspect']).length > 0) return;
    const contradiction = cassetteContradiction(db, config, status.cassettes, clock.now().toISOString());
    if (contradiction !== null) lock('CASSETTE_COUNT', contradiction);
  }

  /** Locks for a device that is not the known one; the first one that is met becomes known. */
  #isKnown(identity: DispenserIdentity): boolean {
    const { config, db, clock, lock } = this.#options;
    const known = readIdentity(db);
    const name = `${identity.firmware} ${identity.checksum}`.trim();
    this.identity = identity;
    if (config.allowed_checksums.length > 0 && !config.allowed_checksums.includes(identity.checksum)) {
      lock('DISPENSER_FIRMWARE', `the dispenser runs ${name}, which is not allowed`);
      return false;
    }
    if (known && !sameDevice(known, identity)) {
      const before = `${known.firmware} ${known.checksum}`.trim();
      const serial = known.serial === identity.serial ? '' : ', and its serial number is another one';
      lock('DISPENSER_FIRMWARE', `the dispenser runs ${name}, known is ${before}${serial}`);
      return false;
    }
    if (!known) writeIdentity(db, identity, clock.now().toISOString());
    return true;
  }
}
