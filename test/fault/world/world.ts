import type { Config } from '../../../src/config/schema.ts';
import { PayoutEngine } from '../../../src/dispenser/payout.ts';
import { isTellersightError } from '../../../src/lib/errors.ts';
import { Eavesdropper } from '../check/eavesdropper.ts';
import { type ExclusionName, excuseFor } from '../check/exclusions.ts';
import type { InvariantName, Violation } from '../check/violation.ts';
import { type FaultDialect, faultDialects } from '../dialects/dialects.ts';
import { hex } from '../dialects/hex.ts';
import { Dice } from '../draw/dice.ts';
import type { Direction, Schedule } from '../draw/schedule.ts';
import type { Coverage } from '../report/coverage.ts';
import { BoardClock } from './boardClock.ts';
import { Cable } from './cable.ts';
import { History } from './history.ts';
import { JournalDisk } from './journalDisk.ts';
import { JournalShadow } from './journalShadow.ts';
import type { StateRow } from './journalTap.ts';
import { type DeathCause, Life, type Parts } from './life.ts';
import { Phases } from './phases.ts';
import { Plant } from './plant.ts';
import { ProcessTime } from './processTime.ts';
import { type StepTruth, Truth } from './truth.ts';
import { VirtualTime } from './virtualTime.ts';

export interface WorldOptions {
  readonly schedule: Schedule;
  readonly coverage: Coverage;
  readonly parts: Partial<Parts>;
  /** Takes one line per thing that happens; null while nobody reads it. */
  readonly trace: ((atMs: number, who: string, what: string) => void) | null;
}

/** How long systemd waits before it starts a daemon again that did not come up. */
const restartMs = 1000;

/**
 * A board, its dispenser and its disk in one virtual time: at most one life of the daemon at a time, and everything that
 * outlives it.
 */
export class World {
  readonly schedule: Schedule;
  readonly dialect: FaultDialect;
  readonly config: Config['dispenser'];
  readonly coverage: Coverage;
  readonly time = new VirtualTime();
  readonly dice: Dice;
  readonly clock = new BoardClock(this.time);
  readonly disk: JournalDisk;
  readonly truth = new Truth();
  readonly shadow = new JournalShadow();
  readonly history = new History();
  readonly violations: Violation[] = [];
  readonly cable: Cable;
  readonly plant: Plant;
  readonly phases: Phases;
  /** The daemon that runs now, from the moment its process begins. */
  life: Life | null = null;
  readonly #options: WorldOptions;
  readonly #parts: Parts;
  #lives = 0;
  #boots = 0;
  #onLife: (() => void)[] = [];

  constructor(options: WorldOptions) {
    const { schedule, coverage, parts } = options;
    const { setup } = schedule;
    this.#options = options;
    this.schedule = schedule;
    this.coverage = coverage;
    this.dialect = faultDialects[schedule.dialect]!;
    this.dice = new Dice(~schedule.seed);
    this.disk = new JournalDisk(setup.pageSize);
    this.config = configOf(this.dialect.config, schedule);
    this.#parts = {
      driver: this.dialect.driver,
      engine: (engineOptions) => new PayoutEngine(engineOptions),
      openJournal: (disk, onDeath) => disk.open(onDeath),
      ...parts,
    };
    const ears = new Eavesdropper(this.dialect.check, (direction) => this.#onForged(direction));
    this.cable = this.#layCable(ears);
    this.plant = new Plant({
      dialect: this.dialect,
      setup,
      time: this.time,
      dice: this.dice,
      truth: this.truth,
      write: (bytes) => this.cable.fromDevice(bytes),
      hangUp: (reopenMs) => this.cable.hangUp(reopenMs),
      onFault: (fault) => this.phases.fired(`device ${fault.kind}`),
      onMisread: (bytes) => ears.arrived('toDevice', bytes),
      onExecution: (step) => this.#onExecution(step),
    });
    this.truth.onNote = (cassette, to) => this.trace?.('machine', `note of cassette ${cassette + 1} to ${to}`);
    this.phases = new Phases(this);
  }

  get trace(): ((who: string, what: string) => void) | null {
    const { trace } = this.#options;
    return trace && ((who, what) => trace(this.time.nowMs, who, what));
  }

  violate(invariant: InvariantName, message: string, payoutId: string | null = null): void {
    this.violations.push({ invariant, message, payoutId, atMs: this.time.nowMs });
    this.trace?.('VIOLATION', `${invariant}: ${message}`);
  }

  /** The same, unless no host could have seen it. */
  violateUnless(
    excuse: ExclusionName | null,
    invariant: InvariantName,
    message: string,
    payoutId: string | null = null,
  ): void {
    if (excuse === null) this.violate(invariant, message, payoutId);
    else this.coverage.count('excused', `${excuse}: ${invariant}`);
  }

  /** The board is switched on, or systemd starts the daemon. */
  boot(newBoot: boolean): void {
    if (newBoot) {
      this.#boots += 1;
      this.clock.boot();
    }
    this.#lives += 1;
    this.trace?.('daemon', `life ${this.#lives} begins`);
    this.phases.next();
    const process = new ProcessTime(this.time, this.dice, this.schedule.setup.lateMs);
    try {
      this.life = new Life({
        number: this.#lives,
        parts: this.#parts,
        config: this.config,
        bootId: `boot ${this.#boots}`,
        clock: this.clock,
        process,
        disk: this.disk,
        cable: this.cable,
        random: this.dice.random,
        onDeath: (cause) => this.#onDeath(cause),
        onState: (row) => this.#onState(row),
        onEvent: (code, message) => {
          this.coverage.count('event', code);
          this.trace?.('daemon', `${code}: ${message}`);
        },
        onStrange: (what, error) => this.strange(what, error),
      });
    } catch (error) {
      if (process.alive) this.#cannotStart(error, process);
      return;
    }
    this.phases.aimAtLife(this.life);
    if (this.#lives > 1) this.shadow.read(this.life.db);
    void this.#start(this.life, process);
  }

  /** Resolves with a daemon that came up and listens. */
  async upLife(): Promise<Life> {
    for (;;) {
      const { life } = this;
      if (!life?.ready || !life.alive) await new Promise<void>((resolve) => this.#onLife.push(resolve));
      else {
        await life.turn();
        if (life.alive) return life;
      }
    }
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.time.after(ms, resolve));
  }

  /** A daemon that was stopped is started again. */
  restart(): void {
    this.life = null;
    this.cable.release();
    if (this.disk.close()) this.boot(false);
    else this.#onDeath('operation');
  }

  /** A dead one. None of its code may be running. */
  #putAway(): void {
    this.life = null;
    this.cable.release();
    this.disk.processEnded();
  }

  /** The schedule is over: nothing of it may keep memory or a connection. */
  end(): void {
    if (this.life?.alive) this.life.kill('time');
    this.#putAway();
  }

  strange(what: string, error: unknown): void {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.violate('coded', `${what}: ${text}`);
    if (error instanceof Error) this.trace?.('VIOLATION', error.stack ?? '');
  }

  async #start(life: Life, process: ProcessTime): Promise<void> {
    try {
      await life.start();
      if (!life.alive) return;
      this.trace?.('daemon', 'is up');
      for (const resolve of this.#onLife.splice(0)) resolve();
    } catch (error) {
      if (process.alive) this.#cannotStart(error, process);
    }
  }

  /** A daemon that does not come up ends with an error, and is started again. */
  #cannotStart(error: unknown, process: ProcessTime): void {
    if (!isTellersightError(error)) this.strange('start', error);
    else this.coverage.count('start refused', error.code);
    this.trace?.('daemon', `does not start: ${error instanceof Error ? error.message : error}`);
    process.alive = false;
    this.time.after(0, () => {
      this.#putAway();
      this.time.after(restartMs, () => this.boot(false));
    });
  }

  /** Comes from the middle of the process's work, maybe from inside of SQLite: everything else happens after it. */
  #onDeath(cause: DeathCause): void {
    const { board, deviceToo, backMs } = this.phases.death(cause);
    this.trace?.('daemon', board ? 'the board loses its power' : `is killed (${cause})`);
    if (board) {
      this.cable.sideLost('host');
      if (deviceToo) this.plant.powerOff(backMs / 2);
    }
    this.time.after(0, () => {
      this.#putAway();
      if (board) this.disk.powerLost(this.dice.int(0, 1_000_000));
      this.time.after(backMs, () => this.boot(board));
    });
  }

  #onState([payoutId, step, state, detail]: StateRow): void {
    this.shadow.note(payoutId, step, state);
    this.trace?.('journal', `${payoutId} step ${step}: ${state} ${detail === '{}' ? '' : detail}`);
    if (state !== 'sent') this.truth.resulted();
    else if (!detail.includes('"acknowledged"')) {
      this.truth.sending(payoutId, step);
      this.cable.markSent();
    }
  }

  #onExecution(step: StepTruth | null): void {
    if (step === null) {
      this.violate('recorded', 'the device moves notes, and no command was ever recorded as sent');
      return;
    }
    const name = `step ${step.step} of ${step.payoutId}`;
    this.trace?.('device', `carries out ${name}`);
    if (step.executions > 1) {
      const excuse = excuseFor(this.dialect.check, [step], 'once');
      this.violateUnless(excuse, 'once', `${name} is carried out ${step.executions} times`, step.payoutId);
    }
    const open = this.shadow.uncertain;
    if (open !== null && open !== `${step.payoutId}/${step.step}`) {
      this.violate('notAfterUncertain', `${name} is carried out although ${open} is uncertain`, step.payoutId);
    }
  }

  #onForged(direction: Direction): void {
    const step = this.truth.last;
    this.coverage.count('exclusion', direction === 'toDevice' ? 'forgedCommand' : 'forgedAnswer');
    this.trace?.('wire', `a good frame ${direction} that nobody wrote`);
    if (!step) return;
    if (direction === 'toDevice') step.forgedCommand = true;
    else step.forgedAnswer = true;
  }

  #layCable(ears: Eavesdropper): Cable {
    const { time, dice, dialect } = this;
    const { check, byteMs } = dialect;
    const { latencyMs, splitRate } = this.schedule.setup;
    const side = (direction: Direction) => ({
      redraw: (written: Uint8Array, damaged: Uint8Array, again: () => Uint8Array) =>
        this.#redraw(direction, written, damaged, again),
      forge: (bytes: Uint8Array, from: Dice) => check.forge(direction, bytes, from),
    });
    return new Cable({
      time,
      dice,
      byteMs,
      latencyMs,
      splitRate,
      toDevice: side('toDevice'),
      toHost: side('toHost'),
      onFault: (fault) => this.phases.fired(`wire ${fault.direction} ${fault.kind}`),
      device: (bytes) => this.plant.receive(bytes),
      onSent: (direction, written, onWire) => {
        ears.sent(direction, written);
        if (direction === 'toDevice' && check.isCashCommand(written)) this.truth.transmitted(hex(written));
        if (!this.#options.trace) return;
        const damage = written === onWire ? '' : `   on the wire: ${hex(onWire) || 'nothing'}`;
        const who = direction === 'toDevice' ? 'host →' : '← device';
        this.trace?.(who, `${hex(written)}  ${check.describe(direction, written)}${damage}`);
      },
      onArrived: (direction, bytes) => {
        ears.arrived(direction, bytes);
        if (direction === 'toHost') this.truth.heard(bytes);
      },
    });
  }

  #redraw(direction: Direction, written: Uint8Array, damaged: Uint8Array, again: () => Uint8Array): Uint8Array {
    const { check } = this.dialect;
    const good = check.frames(direction, written).map((frame) => frame.hex);
    let bytes = damaged;
    for (let tries = 0; tries < 20; tries++) {
      if (check.frames(direction, bytes).every((frame) => good.includes(frame.hex))) return bytes;
      this.coverage.count('exclusion', 'redrawn');
      bytes = again();
    }
    return written;
  }
}

function configOf(base: Config['dispenser'], { setup }: Schedule): Config['dispenser'] {
  return {
    ...base,
    cassettes: setup.values.map((value_minor, i) => ({ ...base.cassettes[i]!, value_minor })),
    max_notes_per_command: setup.maxNotesPerCommand,
    poll_interval_s: setup.pollIntervalS,
    near_empty: setup.nearEmpty,
    max_payouts_per_hour: setup.maxPayoutsPerHour,
  };
}
