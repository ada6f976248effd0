import type {
  AlarmCode,
  Baseline,
  DispenseReport,
  DispenserIdentity,
  DispenseTrace,
  OpenCommand,
} from '../../../../src/dispenser/driver.ts';
import type { Line } from '../../../../src/dispenser/serial/line.ts';
import { SspPayout, type SspPayoutOptions } from '../../../../src/dispenser/ssp/sspPayout.ts';
import { Faults } from '../../../../src/simulator/dispenser/faults.ts';
import { LedgerSums } from '../../../../src/simulator/dispenser/machine/ledger.ts';
import { DispenserMachine } from '../../../../src/simulator/dispenser/machine/machine.ts';
import type { MachineFault } from '../../../../src/simulator/dispenser/machine/machineFaults.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { SspDevice } from '../../../../src/simulator/dispenser/ssp/device.ts';
import type { SspFault } from '../../../../src/simulator/dispenser/ssp/faults.ts';
import { silentLog } from '../../../../src/system/log.ts';
import { VirtualTime } from '../virtualTime.ts';
import { seededKeys } from './seededKeys.ts';

/** What the cable makes of bytes: delivers them, later or in pieces or changed, or not. */
export type Cable = (bytes: Uint8Array, deliver: (bytes: Uint8Array) => void, time: VirtualTime) => void;

export interface RigOptions {
  readonly seed?: number;
  readonly toDevice?: Cable;
  readonly toHost?: Cable;
  readonly driver?: Partial<SspPayoutOptions>;
  readonly noteMs?: number;
  /** The first draw of a note that is under way when the power goes: below 0.3 it falls out. */
  readonly machineRandom?: () => number;
}

export const valuesMinor = [10_000, 5000, 2000, 1000];
const key = '1122334455667788';
const straight: Cable = (bytes, deliver) => deliver(bytes);

/** The true driver and the simulated device on a cable in virtual time; what the machine counted is the truth. */
export class Rig {
  readonly time = new VirtualTime();
  readonly ledger = new LedgerSums();
  readonly faults = new Faults<SspFault>();
  readonly machine: DispenserMachine;
  readonly device: SspDevice;
  readonly alarms: AlarmCode[] = [];
  readonly identities: DispenserIdentity[] = [];
  /** Everything the hosts wrote, hex. */
  readonly wrote: string[] = [];
  /** Hears what the device says as well. */
  wiretap: (bytes: Uint8Array) => void = () => {};
  driver: SspPayout;
  readonly #options: RigOptions;
  readonly #random: () => number;
  #up = false;
  #receive: (bytes: Uint8Array) => void = () => {};
  #onDown: (reason: string) => void = () => {};
  #onUp: () => void = () => {};

  constructor(options: RigOptions = {}) {
    const { seed = 1, toHost = straight, noteMs = 100, machineRandom = () => 0.99 } = options;
    const { time, faults } = this;
    this.#options = options;
    this.#random = seededRandom(seed);
    this.machine = new DispenserMachine({
      ledger: this.ledger,
      faults: faults as unknown as Faults<MachineFault>,
      timers: time,
      random: machineRandom,
      load: [100, 100, 100, 100],
      valuesMinor,
      noteMs,
      nearEndBelow: 0,
      takeMs: 3000,
      rejectRate: 0,
    });
    this.device = new SspDevice({
      machine: this.machine,
      faults,
      timers: time,
      random: this.#random,
      settings: { key, currency: 'EUR', serial: '1234567' },
      hangUp: (reopenMs) => {
        this.cut();
        if (reopenMs !== null) time.after(reopenMs, () => this.reconnect());
      },
      write: (bytes) => {
        this.wiretap(bytes);
        const receive = (got: Uint8Array) => this.#up && this.#receive(got);
        time.after(2, () => toHost(bytes, receive, time));
      },
    });
    this.driver = this.#makeDriver();
  }

  /** The daemon died and another one begins: it knows what the journal has and nothing else. */
  async restart(): Promise<void> {
    this.#up = false;
    this.driver = this.#makeDriver();
    await this.driver.start();
  }

  /** Runs a call of the driver to its end in virtual time. */
  async call<T>(promise: Promise<T>): Promise<T> {
    const value = await this.time.until(promise, 1_000_000);
    if (value === null) throw new Error('the driver never answers');
    return value;
  }

  async begin(): Promise<this> {
    await this.driver.start();
    await this.call(this.driver.status());
    return this;
  }

  cut(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#onDown('cut');
  }

  reconnect(): void {
    this.#up = true;
    this.#onUp();
  }

  trace(): Trace {
    return new Trace();
  }

  #makeDriver(): SspPayout {
    const { time } = this;
    const { toDevice = straight, driver = {} } = this.#options;
    const made: SspPayout = new SspPayout({
      valuesMinor,
      currency: 'EUR',
      nearEndNotes: [0, 0, 0, 0],
      maxNotesPerCommand: 60,
      address: 0,
      fixedKey: BigInt(`0x${key}`),
      log: silentLog,
      timers: time,
      random: seededKeys(this.#random),
      ...driver,
      line: (events) => {
        const current = () => this.driver === made;
        this.#receive = events.onBytes;
        this.#onDown = events.onDown;
        this.#onUp = events.onUp;
        const deliver = (bytes: Uint8Array) => this.device.receive(bytes);
        const write = (bytes: Uint8Array) => {
          this.wrote.push(Buffer.from(bytes).toString('hex').toUpperCase());
          time.after(2, () => toDevice(bytes, deliver, time));
        };
        return this.#line(current, write);
      },
    });
    made.listen({
      alarm: (code) => void this.alarms.push(code),
      late() {},
      unsolicited() {},
      identified: (identity) => void this.identities.push(identity),
    });
    return made;
  }

  /** A daemon that died writes nothing any more. */
  #line(current: () => boolean, write: (bytes: Uint8Array) => void): Line {
    const rig = this;
    return {
      get up() {
        return current() && rig.#up;
      },
      async start() {
        rig.reconnect();
      },
      async stop() {
        rig.#up = false;
      },
      write: (bytes) => void (current() && write(bytes)),
    };
  }
}

/** The journal's side of a payout. */
export class Trace implements DispenseTrace {
  attempts: number[] = [];
  acknowledgements = 0;
  baseline: Baseline | null = null;
  onSent: () => void = () => {};

  sent(attempt: number, baseline?: Baseline): void {
    this.attempts.push(attempt);
    this.baseline = baseline ?? null;
    this.onSent();
  }

  acknowledged(): void {
    this.acknowledgements += 1;
  }

  /** As the engine hands it to `recover`, through JSON like the journal. */
  open(notes: readonly number[]): OpenCommand {
    return {
      notes,
      baseline: JSON.parse(JSON.stringify(this.baseline)),
      acknowledged: this.acknowledgements > 0,
      sameBoot: true,
    };
  }
}

export function certain({ outcome }: DispenseReport): boolean {
  return outcome === 'dispensed' || outcome === 'short' || outcome === 'notExecuted';
}
