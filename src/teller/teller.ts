import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AtmServer } from '../atm/server.ts';
import type { Config } from '../config/schema.ts';
import type { DispenserDriver } from '../dispenser/driver.ts';
import { NonceStore } from '../dispenser/nonce.ts';
import { PayoutEngine } from '../dispenser/payout.ts';
import { EvidenceLog } from '../evidence/evidenceLog.ts';
import { Fleet } from '../fleet/fleet.ts';
import { forwardEvents } from '../fleet/forwardEvents.ts';
import { Attempts } from '../journal/attempts.ts';
import { journalPath, openJournal } from '../journal/database.ts';
import { Sessions } from '../journal/sessions.ts';
import { bootId } from '../lib/bootId.ts';
import type { Calibration, PadCalibration } from '../lib/calibration.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Log } from '../system/log.ts';
import { visionEndpoint } from '../vision/observation.ts';
import { HealthReporter } from './healthReporter.ts';
import { type Keys, loadKeys } from './keys.ts';
import { PayoutReporter } from './payoutReporter.ts';
import type { Board } from './session/board.ts';
import { SessionController } from './session/controller.ts';
import { deriveThresholds, type Thresholds } from './thresholds.ts';
import { VisionLink } from './visionLink.ts';

export interface TellerOptions {
  readonly config: Config;
  /** Version of Tellersight; part of every decision record. */
  readonly version: string;
  /** Of the pack that vision loads: thresholds come from here (R6). */
  readonly calibration: Calibration;
  readonly padCalibration: PadCalibration;
  /** SHA-256 of that pack's manifest; vision must run exactly it. Absent = only the embedder is compared (tests). */
  readonly manifestSha256?: string;
  /** null = [dispenser] driver "none": every payout is refused. */
  readonly driver: DispenserDriver | null;
  readonly log: Log;
  readonly clock?: Clock;
}

/** Everything between start and stop. */
interface Parts {
  readonly db: DatabaseSync;
  readonly evidence: EvidenceLog;
  readonly fleet: Fleet;
  readonly payout: PayoutEngine;
  readonly reporter: PayoutReporter;
  readonly vision: VisionLink;
  readonly health: HealthReporter;
  readonly atm: AtmServer;
  readonly controller: SessionController;
}

/** The deciding half of the daemon: wires keys, journal, evidence, fleet, payout, vision link and the ATM API. */
export class Teller {
  readonly #options: TellerOptions;
  readonly #clock: Clock;
  #parts: Parts | null = null;

  constructor(options: TellerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Resolves when ATM applications are answered; vision, broker and dispenser may still be on their way.
   *
   * @throws CALIBRATION_UNSUPPORTED (R6), KEY_UNREADABLE, KEY_TOO_OPEN, JOURNAL_UNWRITABLE, EVIDENCE_DAMAGED,
   *   ATM_ENDPOINT_INSECURE, ATM_BIND_FAILED; nothing is left running then.
   */
  async start(): Promise<void> {
    const { config, calibration, padCalibration } = this.#options;
    const thresholds = deriveThresholds(config.policy, calibration, padCalibration);
    const keys = await loadKeys(config.keys);
    const parts = this.#build(keys, thresholds);
    this.#parts = parts;
    try {
      await parts.evidence.start();
      parts.fleet.start();
      parts.reporter.start();
      await parts.payout.start();
      await parts.vision.start();
      parts.controller.start();
      parts.health.start();
      parts.reporter.publishStatus();
      await parts.atm.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Takes nothing new, waits for a running payout, lets its answer out, then closes everything. */
  async stop(): Promise<void> {
    const parts = this.#parts;
    if (!parts) return;
    this.#parts = null;
    const { log } = this.#options;
    const quietly = async (step: () => void | Promise<void>) => {
      try {
        await step();
      } catch (error) {
        log.error(error);
      }
    };
    await quietly(() => parts.controller.stop());
    await quietly(() => parts.payout.stop());
    await quietly(() => parts.atm.stop());
    await quietly(() => parts.controller.end());
    await quietly(() => parts.reporter.stop());
    await quietly(() => parts.health.stop());
    await quietly(() => parts.vision.stop());
    await quietly(() => parts.evidence.stop());
    await quietly(() => parts.fleet.stop());
    await quietly(() => parts.db.close());
  }

  /** True while vision was never heard of or is no longer; one that talks but runs another pack is not silent. */
  get visionSilent(): boolean {
    const state = this.#parts?.vision.state;
    return state === 'starting' || state === 'lost';
  }

  /** True while vision makes progress; with the event loop turning, what the watchdog is fed on. */
  get visionOnline(): boolean {
    return this.#parts?.vision.state === 'online';
  }

  /** True when the journal answers: without it nothing can be decided or paid. */
  responsive(): boolean {
    try {
      return this.#parts?.db.prepare('SELECT 1').get() !== undefined;
    } catch {
      return false;
    }
  }

  #build(keys: Keys, thresholds: Thresholds): Parts {
    const { config, driver, version } = this.#options;
    const clock = this.#clock;
    const db = openJournal(journalPath(config.paths.state));
    const info = { version, pack: null, capability: { codedIllumination: null, dispenser: dispenserOf(driver) } };
    const fleet = new Fleet({
      config: config.fleet,
      terminal: config.terminal,
      db,
      log: this.#options.log,
      clock,
      info,
    });
    const log = forwardEvents(this.#options.log, fleet);
    const evidence = new EvidenceLog({
      dir: join(config.paths.state, 'evidence'),
      origin: `tellersight/${config.terminal.site}/${config.terminal.id}`,
      key: keys.boardSign,
      log,
      clock,
      config: config.evidence,
    });
    evidence.onCheckpoint((checkpoint) => fleet.publishEvidence(checkpoint));
    const { currency } = config.terminal;
    const payout = new PayoutEngine({ driver, db, log, clock, config: config.dispenser, currency, bootId: bootId() });
    const vision: VisionLink = new VisionLink({
      endpoint: visionEndpoint(config.paths.run),
      log,
      clock,
      embedderSha256: thresholds.embedderSha256,
      manifestSha256: this.#options.manifestSha256,
      onChange: () => tellFleet(fleet, vision, dispenserOf(driver)),
    });
    const board: Board = {
      config,
      version,
      keys,
      thresholds,
      nonces: new NonceStore({ clock, lifetimeMs: config.session.nonce_lifetime_s * 1000 }),
      attempts: new Attempts({ db, clock, policy: config.policy, secret: keys.attemptsSecret }),
      sessions: new Sessions(db, clock),
      vision,
      payout,
      evidence,
      fleet,
      log,
      clock,
      emit: (...event) => atm.publish(...event),
    };
    const controller = new SessionController(board);
    const atm: AtmServer = new AtmServer({ config: config.atm, log, clock, handler: controller });
    const reporter = new PayoutReporter({ payout, evidence, fleet });
    const health = new HealthReporter({ vision, payout, db, fleet });
    return { db, evidence, fleet, payout, reporter, vision, health, atm, controller };
  }
}

function dispenserOf(driver: DispenserDriver | null) {
  if (!driver) return null;
  const { protocol, maxNotesPerCommand, resultRetrievable } = driver.capability;
  return { protocol, maxNotesPerCommand, resultRetrievable };
}

/** Which pack and light the fleet sees: what vision said of itself, or nothing while it is gone. */
function tellFleet(fleet: Fleet, vision: VisionLink, dispenser: ReturnType<typeof dispenserOf>): void {
  const { hello } = vision;
  if (!hello) return;
  const { name, version, manifestSha256, embedderSha256 } = hello.pack;
  const pack = { name, version, manifestSha256, embedderSha256 };
  fleet.setInfo({ pack, capability: { codedIllumination: hello.emitter.coded, dispenser } });
}
