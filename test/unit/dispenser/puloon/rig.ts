import type {
  AlarmCode,
  Baseline,
  DispenseReport,
  DispenserDriver,
  DispenserIdentity,
  DispenseTrace,
} from '../../../../src/dispenser/driver.ts';
import { Lcdm2000 } from '../../../../src/dispenser/puloon/lcdm2000.ts';
import { Lcdm4000 } from '../../../../src/dispenser/puloon/lcdm4000.ts';
import type { LineFactory } from '../../../../src/dispenser/serial/line.ts';
import type { SimulatedDevice } from '../../../../src/simulator/dispenser/dialect.ts';
import { Faults } from '../../../../src/simulator/dispenser/faults.ts';
import { lcdm2000 } from '../../../../src/simulator/dispenser/lcdm2000/dialect.ts';
import type { Lcdm2000Fault } from '../../../../src/simulator/dispenser/lcdm2000/faults.ts';
import { lcdm4000 } from '../../../../src/simulator/dispenser/lcdm4000/dialect.ts';
import type { Lcdm4000Fault } from '../../../../src/simulator/dispenser/lcdm4000/faults.ts';
import { LedgerSums } from '../../../../src/simulator/dispenser/machine/ledger.ts';
import { DispenserMachine } from '../../../../src/simulator/dispenser/machine/machine.ts';
import type { MachineFault } from '../../../../src/simulator/dispenser/machine/machineFaults.ts';
import { silentLog } from '../../../../src/system/log.ts';
import { VirtualTime } from '../virtualTime.ts';

/** What the cable makes of bytes: delivers them, later or in pieces or changed, or not. */
export type Cable = (bytes: Uint8Array, deliver: (bytes: Uint8Array) => void) => void;
export type Family = 'lcdm2000' | 'lcdm4000';
export type PuloonFault = Lcdm2000Fault | Lcdm4000Fault;

export interface RigOptions {
  readonly random?: () => number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly toDevice?: Cable;
  readonly toHost?: Cable;
  readonly maxNotesPerCommand?: number;
}

export interface Trace extends DispenseTrace {
  readonly attempts: number[];
  baseline: Baseline | null;
  acknowledgements: number;
}

/** A daemon's life as far as the line goes; ends without a word when the process is killed. */
interface Life {
  up: boolean;
  receive: (bytes: Uint8Array) => void;
  onDown: (reason: string) => void;
}

const straight: Cable = (bytes, deliver) => deliver(bytes);
const noteMs = 100;

/** The true driver and the simulated device on a cable in virtual time; what the machine counted is the truth. */
export class Rig {
  readonly time = new VirtualTime();
  readonly ledger = new LedgerSums();
  readonly faults = new Faults<PuloonFault>();
  readonly machine: DispenserMachine;
  readonly device: SimulatedDevice;
  readonly alarms: AlarmCode[] = [];
  readonly late: DispenseReport[] = [];
  readonly unsolicited: DispenseReport[] = [];
  readonly identities: DispenserIdentity[] = [];
  /** Everything the host wrote, hex. */
  readonly wrote: string[] = [];
  readonly family: Family;
  driver!: DispenserDriver;
  readonly #options: RigOptions;
  #life: Life | null = null;

  constructor(family: Family, options: RigOptions = {}) {
    const { time, faults } = this;
    const { random = () => 0.99, settings = {}, toHost = straight } = options;
    this.family = family;
    this.#options = options;
    const dialect = family === 'lcdm2000' ? lcdm2000 : lcdm4000;
    this.machine = new DispenserMachine({
      ledger: this.ledger,
      faults: faults as unknown as Faults<MachineFault>,
      timers: time,
      random,
      load: Array.from({ length: dialect.cassettes }, () => 100),
      noteMs,
      nearEndBelow: 0,
      takeMs: 3000,
      rejectRate: 0,
    });
    this.device = dialect.create({
      machine: this.machine,
      faults: faults as unknown as Faults,
      timers: time,
      random,
      settings,
      hangUp: (reopenMs) => this.cut(reopenMs),
      write: (bytes) => void time.after(2, () => toHost(bytes, (got) => this.#life?.up && this.#life.receive(got))),
    });
    this.#begin();
  }

  /** The process is killed and a new one begins; the device notices nothing. */
  async restart(): Promise<void> {
    if (this.#life) this.#life.up = false;
    this.#begin();
    await this.driver.start();
  }

  cut(reopenMs: number | null): void {
    const life = this.#life;
    if (!life?.up) return;
    life.up = false;
    life.onDown('cut');
    if (reopenMs !== null) this.time.after(reopenMs, () => this.#life === life && void this.driver.start());
  }

  /** Bytes on the cable from nobody that the rig knows. */
  inject(hex: string): void {
    this.#life?.receive(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
  }

  /** Runs a call of the driver to its end in virtual time. */
  async call<T>(promise: Promise<T>): Promise<T> {
    const value = await this.time.until(promise, 2_000_000);
    if (value === null) throw new Error('the driver never answers');
    return value;
  }

  trace(): Trace {
    const attempts: number[] = [];
    return {
      attempts,
      baseline: null,
      acknowledgements: 0,
      sent(attempt, baseline) {
        attempts.push(attempt);
        if (baseline) this.baseline = baseline;
      },
      acknowledged() {
        this.acknowledgements += 1;
      },
    };
  }

  /** Notes past the exit so far, per cassette. */
  out(): number[] {
    return this.machine.cassettes.map((_, cassette) => this.ledger.totals.exited[cassette] ?? 0);
  }

  #begin(): void {
    const { maxNotesPerCommand = 20 } = this.#options;
    const line: LineFactory = (events) => this.#line(events);
    const common = { line, maxNotesPerCommand, timers: this.time, log: silentLog };
    this.driver =
      this.family === 'lcdm2000'
        ? new Lcdm2000({ ...common, cassettes: 2 })
        : new Lcdm4000({ ...common, cassettes: 4 });
    this.driver.listen({
      alarm: (code) => void this.alarms.push(code),
      late: (report) => void this.late.push(report),
      unsolicited: (report) => void this.unsolicited.push(report),
      identified: (identity) => void this.identities.push(identity),
    });
  }

  #line(events: Parameters<LineFactory>[0]): ReturnType<LineFactory> {
    const { toDevice = straight } = this.#options;
    const life: Life = { up: false, receive: events.onBytes, onDown: events.onDown };
    this.#life = life;
    return {
      get up() {
        return life.up;
      },
      async start() {
        life.up = true;
        events.onUp();
      },
      async stop() {
        life.up = false;
      },
      write: (bytes) => {
        this.wrote.push(Buffer.from(bytes).toString('hex').toUpperCase());
        this.time.after(2, () => toDevice(bytes, (got) => this.device.receive(got)));
      },
    };
  }
}
