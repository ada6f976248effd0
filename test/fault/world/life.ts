import type { Config } from '../../../src/config/schema.ts';
import type { DispenserDriver } from '../../../src/dispenser/driver.ts';
import type { PayoutEngine, PayoutEngineOptions } from '../../../src/dispenser/payout.ts';
import type { LineEvents } from '../../../src/dispenser/serial/line.ts';
import type { Code } from '../../../src/lib/catalog/index.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { isTellersightError } from '../../../src/lib/errors.ts';
import type { DriverParts } from '../dialects/dialects.ts';
import type { Cable } from './cable.ts';
import type { JournalDisk } from './journalDisk.ts';
import type { StateRow, TappedDatabase } from './journalTap.ts';
import type { ProcessTime } from './processTime.ts';
import { VirtualLine } from './virtualLine.ts';

/** What hit the process: a moment, a byte it was writing, or an operation of its journal's disk. */
export type DeathCause = 'time' | 'bytes' | 'operation';

/** How the daemon is put together; a planted bug replaces one part by its own. */
export interface Parts {
  readonly driver: (parts: DriverParts) => DispenserDriver;
  readonly engine: (options: PayoutEngineOptions) => PayoutEngine;
  readonly openJournal: (disk: JournalDisk, onDeath: () => void) => TappedDatabase;
}

export interface LifeOptions {
  readonly number: number;
  readonly parts: Parts;
  readonly config: Config['dispenser'];
  readonly bootId: string;
  readonly clock: Clock;
  readonly process: ProcessTime;
  readonly disk: JournalDisk;
  readonly cable: Cable;
  readonly random: () => number;
  /** Told once, from inside of whatever the process was doing. */
  readonly onDeath: (cause: DeathCause) => void;
  readonly onState: (row: StateRow) => void;
  readonly onEvent: (code: Code, message: string) => void;
  /** An error that is not one of the catalog. */
  readonly onStrange: (what: string, error: unknown) => void;
}

/** One life of the daemon: the true engine, driver and journal, from its start to its death or stop. */
export class Life {
  readonly number: number;
  readonly db: TappedDatabase;
  readonly engine: PayoutEngine;
  readonly ended: Promise<void>;
  /** The engine's start() came back. */
  ready = false;
  /** It did not end by itself. */
  killed = false;
  readonly #options: LifeOptions;
  #bytesLeft = Number.POSITIVE_INFINITY;
  #end: () => void = () => {};

  constructor(options: LifeOptions) {
    this.#options = options;
    this.number = options.number;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { parts, config, bootId, clock, process: timers, disk, onState } = options;
    this.db = parts.openJournal(disk, () => this.kill('operation'));
    this.db.onState = onState;
    const log = {
      event: (code: Code, message: string) => this.#whileAlive(() => options.onEvent(code, message)),
      error: (error: unknown) => this.#whileAlive(() => this.#onError(error)),
      debug: () => {},
    };
    const line = (events: LineEvents) => this.#line(events);
    const driver = parts.driver({ line, config, timers, random: options.random, log });
    this.engine = parts.engine({ driver, db: this.db, log, clock, config, currency: 'CNY', bootId, timers });
  }

  get alive(): boolean {
    return this.#options.process.alive;
  }

  async start(): Promise<void> {
    await this.engine.start();
    this.ready = true;
  }

  /** Nothing of this process has an effect any more, whatever it still does until its next wait. */
  kill(cause: DeathCause): void {
    if (!this.alive) return;
    this.killed = true;
    this.#options.process.alive = false;
    this.#end();
    this.#options.onDeath(cause);
  }

  async stop(): Promise<void> {
    await this.engine.stop();
    if (!this.alive) return;
    this.#options.process.alive = false;
    this.#end();
  }

  /** The process dies after so many more bytes written to the port. */
  dieAfterBytes(bytes: number): void {
    this.#bytesLeft = bytes;
  }

  /** Resolves when the process takes a request, or is dead. */
  async turn(): Promise<void> {
    await Promise.race([this.#options.process.turn(), this.ended]);
  }

  stall(forMs: number): void {
    this.#options.process.stall(forMs);
  }

  #line(events: LineEvents): VirtualLine {
    const { cable, process } = this.#options;
    const write = (bytes: Uint8Array) => {
      if (!this.alive) return;
      const out = bytes.subarray(0, Math.min(bytes.length, this.#bytesLeft));
      this.#bytesLeft -= out.length;
      if (out.length > 0) cable.fromHost(out);
      if (this.#bytesLeft === 0) this.kill('bytes');
    };
    const port = {
      get plugged() {
        return cable.plugged;
      },
      attach: (to: Parameters<Cable['attach']>[0]) =>
        cable.attach({
          onBytes: (bytes) => process.input(() => to.onBytes(bytes)),
          onPlugged: () => process.input(to.onPlugged),
          onUnplugged: () => process.input(to.onUnplugged),
        }),
      fromHost: write,
    };
    return new VirtualLine(port, events);
  }

  #whileAlive(work: () => void): void {
    if (this.alive) work();
  }

  #onError(error: unknown): void {
    if (isTellersightError(error)) this.#options.onEvent(error.code, error.message);
    else this.#options.onStrange('logged', error);
  }
}
