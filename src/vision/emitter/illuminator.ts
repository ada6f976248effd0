import type { Clock } from '../../lib/clock.ts';
import { withDeadline } from '../../lib/deadline.ts';
import { TellersightError, toTellersightError } from '../../lib/errors.ts';
import type { Timers } from '../../lib/timers.ts';
import type { Emitter } from '../capture/frameSource.ts';
import type { LightDriver } from './lightDriver.ts';
import type { LightJournal } from './lightJournal.ts';
import { type SwitchDelays, SwitchLog } from './switchLog.ts';

/** Opening a device, and a note on its way to the disk: longer than a command, still an end. */
const SETUP_MS = 3000;

export interface IlluminatorOptions {
  readonly driver: LightDriver;
  readonly journal: LightJournal;
  readonly delays: SwitchDelays;
  /** Longest time a command to the light may take. */
  readonly deadlineMs: number;
  /** The light goes off this long after it was last asked for. */
  readonly maxOnMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * A light that follows a code (R13), around whatever driver switches it: what was set before is journalled before it is
 * changed and given back at the end, or at the next start after a crash; every command has a deadline; the light goes off
 * when nobody asks for it any longer. After the first fault the light is off as far as it still obeys, and stays so: the
 * owner stops this one and opens another.
 */
export class Illuminator implements Emitter {
  readonly coded = true;
  readonly #options: IlluminatorOptions;
  readonly #log: SwitchLog;
  #fault: TellersightError | null = null;
  #running = false;
  #wanted = false;
  #work: Promise<void> | null = null;
  #write: Promise<number> | null = null;
  #cancelLimit: () => void = () => {};
  #stopping: Promise<void> | null = null;

  constructor(options: IlluminatorOptions) {
    this.#options = options;
    this.#log = new SwitchLog(options.delays);
  }

  get kind(): string {
    return this.#options.driver.kind;
  }

  /** Why the light does not follow any more; a LIGHT_* code. */
  get fault(): TellersightError | null {
    return this.#fault;
  }

  /** Opens the device, undoes what a crash left, and switches the light off. Rejects with LIGHT_*. Once. */
  async start(): Promise<void> {
    const { driver, journal } = this.#options;
    try {
      await this.#within(driver.open(), 'opening');
      const left = await this.#within(journal.read(), 'reading the note of');
      if (left) await this.#within(driver.restore(left), 'restoring');
      const setting = await this.#within(driver.setting(), 'reading');
      if (setting) await this.#within(journal.write(setting), 'noting the setting of');
      this.#log.begin(false, this.#nowUs());
      this.#log.end(await this.#command(false));
      this.#running = true;
    } catch (error) {
      // What was not journalled was not changed: only an open device is to be closed.
      await this.#within(driver.close(), 'closing').catch(() => {});
      throw coded(error);
    }
  }

  /** Commands the light; whether it obeyed is in `stateAt` and `fault`. */
  set(lit: boolean): void {
    if (!this.#running || this.#fault) return;
    if (lit !== this.#wanted) {
      this.#wanted = lit;
      this.#log.begin(lit, this.#nowUs());
      this.#work ??= this.#switch();
    }
    this.renew();
  }

  /** Whoever had the light switched on still looks. */
  renew(): void {
    this.#cancelLimit();
    this.#cancelLimit = () => {};
    if (!this.#running || this.#fault || !this.#wanted) return;
    const { timers, maxOnMs } = this.#options;
    this.#cancelLimit = timers.after(maxOnMs, () => {
      this.#fail(new TellersightError('LIGHT_UNATTENDED', `the light was on for ${maxOnMs} ms that nobody asked for`));
    });
  }

  stateAt(startUs: number, endUs: number): boolean | null {
    return this.#log.stateAt(startUs, endUs, this.#nowUs());
  }

  /** Writes until the device has what was wanted last; commands given meanwhile are not queued. */
  async #switch(): Promise<void> {
    try {
      for (;;) {
        const lit = this.#wanted;
        const atUs = await this.#command(lit);
        if (lit !== this.#wanted) continue;
        this.#log.end(atUs);
        break;
      }
      this.#work = null;
    } catch (error) {
      this.#work = null;
      this.#fail(coded(error));
    }
  }

  #fail(error: TellersightError): void {
    if (this.#fault) return;
    this.#fault = error;
    this.#cancelLimit();
    this.#wanted = false;
    // From here on nothing is known about the light, until another illuminator starts.
    this.#log.begin(false, this.#nowUs());
    const off = () =>
      this.#command(false).then(
        () => {},
        () => {},
      );
    this.#work = this.#work ? this.#work.then(off) : off();
  }

  /** One command at a time: one that came late is still followed, and undone, by the next. */
  #command(lit: boolean): Promise<number> {
    const { driver, deadlineMs } = this.#options;
    const run = () => driver.write(lit);
    const write = this.#write ? this.#write.then(run, run) : run();
    this.#write = write;
    const done = () => {
      if (this.#write === write) this.#write = null;
    };
    write.then(done, done);
    return this.#within(write, 'switching', deadlineMs);
  }

  /** Light off, setting given back, device closed: each tried, whatever became of the others. Rejects with the first LIGHT_*. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#cancelLimit();
    this.#wanted = false;
    const { driver, journal } = this.#options;
    const errors: TellersightError[] = [];
    const tried = async <T>(work: () => Promise<T>, what: string): Promise<T | null> => {
      try {
        return await this.#within(work(), what);
      } catch (error) {
        errors.push(coded(error));
        return null;
      }
    };
    await this.#work;
    this.#log.begin(false, this.#nowUs());
    await tried(() => this.#command(false), 'switching');
    const setting = await tried(() => journal.read(), 'reading the note of');
    // The note stays where the setting could not be given back: the next start tries again.
    if (setting && (await tried(() => driver.restore(setting).then(() => true), 'restoring'))) {
      await tried(() => journal.clear(), 'removing the note of');
    }
    await tried(() => driver.close(), 'closing');
    if (errors[0]) throw errors[0];
  }

  #nowUs(): number {
    return this.#options.clock.monotonicMs() * 1000;
  }

  #within<T>(work: Promise<T>, what: string, ms = SETUP_MS): Promise<T> {
    return withDeadline(work, ms, `${what} the light (${this.#options.driver.device})`, 'LIGHT_FAILED');
  }
}

function coded(error: unknown): TellersightError {
  return toTellersightError(error, 'LIGHT_FAILED');
}
