import type { AlarmCode, DispenseReport, DispenserIdentity, DispenseTrace } from '../../../../src/dispenser/driver.ts';
import { FujitsuF53, type FujitsuF53Options } from '../../../../src/dispenser/fujitsu/f53.ts';
import type { Line } from '../../../../src/dispenser/serial/line.ts';
import type { DeviceContext } from '../../../../src/simulator/dispenser/dialect.ts';
import { Faults } from '../../../../src/simulator/dispenser/faults.ts';
import { FujitsuDevice } from '../../../../src/simulator/dispenser/fujitsu/device.ts';
import type { FujitsuFault } from '../../../../src/simulator/dispenser/fujitsu/faults.ts';
import { LedgerSums } from '../../../../src/simulator/dispenser/machine/ledger.ts';
import { DispenserMachine } from '../../../../src/simulator/dispenser/machine/machine.ts';
import type { MachineFault } from '../../../../src/simulator/dispenser/machine/machineFaults.ts';
import { silentLog } from '../../../../src/system/log.ts';
import { VirtualTime } from '../virtualTime.ts';

/** What the cable makes of bytes: delivers them, later or in pieces or changed, or not. */
export type Cable = (bytes: Uint8Array, deliver: (bytes: Uint8Array) => void) => void;

export interface RigOptions {
  readonly random?: () => number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly toDevice?: Cable;
  readonly toHost?: Cable;
  readonly driver?: Partial<FujitsuF53Options>;
}

const size = { lengthMax: 0xa6, lengthMin: 0x92, thickness: 0x0d };
const straight: Cable = (bytes, deliver) => deliver(bytes);

/** The true driver and the simulated device on a cable in virtual time; what the machine counted is the truth. */
export class Rig {
  readonly time = new VirtualTime();
  readonly ledger = new LedgerSums();
  readonly faults = new Faults<FujitsuFault>();
  readonly machine: DispenserMachine;
  readonly device: FujitsuDevice;
  readonly driver: FujitsuF53;
  readonly alarms: AlarmCode[] = [];
  readonly late: DispenseReport[] = [];
  readonly unsolicited: DispenseReport[] = [];
  readonly identities: DispenserIdentity[] = [];
  /** Everything the host wrote, hex. */
  readonly wrote: string[] = [];
  #up = false;
  #receive: (bytes: Uint8Array) => void = () => {};
  #onDown: (reason: string) => void = () => {};

  constructor({ random = () => 0.99, settings = {}, toDevice = straight, toHost = straight, driver }: RigOptions = {}) {
    const { time, faults } = this;
    this.machine = new DispenserMachine({
      ledger: this.ledger,
      faults: faults as unknown as Faults<MachineFault>,
      timers: time,
      random,
      load: [100, 100, 100, 100],
      noteMs: 100,
      nearEndBelow: 0,
      takeMs: 3000,
      rejectRate: 0,
    });
    const context: DeviceContext<FujitsuFault> = {
      machine: this.machine,
      faults,
      timers: time,
      random,
      settings,
      hangUp: () => this.cut(),
      write: (bytes) => void time.after(2, () => toHost(bytes, (got) => this.#up && this.#receive(got))),
    };
    this.device = new FujitsuDevice(context);
    this.driver = new FujitsuF53({
      sizes: [size, size, size, size],
      maxNotesPerCommand: 60,
      log: silentLog,
      timers: time,
      ...driver,
      line: (events) => {
        this.#receive = events.onBytes;
        this.#onDown = events.onDown;
        return this.#line(
          (bytes) => time.after(2, () => toDevice(bytes, (got) => this.device.receive(got))),
          events.onUp,
        );
      },
    });
    this.driver.listen({
      alarm: (code) => void this.alarms.push(code),
      late: (report) => void this.late.push(report),
      unsolicited: (report) => void this.unsolicited.push(report),
      identified: (identity) => void this.identities.push(identity),
    });
  }

  /** Runs a call of the driver to its end in virtual time. */
  async call<T>(promise: Promise<T>): Promise<T> {
    const value = await this.time.until(promise, 1_000_000);
    if (value === null) throw new Error('the driver never answers');
    return value;
  }

  cut(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#onDown('cut');
  }

  trace(): DispenseTrace & { readonly attempts: number[]; acknowledgements: number } {
    const attempts: number[] = [];
    return {
      attempts,
      acknowledgements: 0,
      sent: (attempt) => void attempts.push(attempt),
      acknowledged() {
        this.acknowledgements += 1;
      },
    };
  }

  #line(write: (bytes: Uint8Array) => void, onUp: () => void): Line {
    const rig = this;
    return {
      get up() {
        return rig.#up;
      },
      async start() {
        rig.#up = true;
        onUp();
      },
      async stop() {
        rig.#up = false;
      },
      write(bytes) {
        rig.wrote.push(Buffer.from(bytes).toString('hex').toUpperCase());
        write(bytes);
      },
    };
  }
}
