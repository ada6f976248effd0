import type { SimulatedDevice } from '../../../src/simulator/dispenser/dialect.ts';
import { type Fault, Faults } from '../../../src/simulator/dispenser/faults.ts';
import { DispenserMachine } from '../../../src/simulator/dispenser/machine/machine.ts';
import type { MachineFault } from '../../../src/simulator/dispenser/machine/machineFaults.ts';
import type { FaultDialect } from '../dialects/dialects.ts';
import type { Dice } from '../draw/dice.ts';
import type { Setup } from '../draw/schedule.ts';
import type { StepTruth, Truth } from './truth.ts';
import type { VirtualTime } from './virtualTime.ts';

export interface PlantOptions {
  readonly dialect: FaultDialect;
  readonly setup: Setup;
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly truth: Truth;
  readonly write: (bytes: Uint8Array) => void;
  readonly hangUp: (reopenMs: number | null) => void;
  readonly onFault: (fault: Fault) => void;
  /** The device read other bytes than the cable brought. */
  readonly onMisread: (bytes: Uint8Array) => void;
  /** The device begins to carry out a command that moves notes. */
  readonly onExecution: (step: StepTruth | null) => void;
}

/** The dispenser in its safe: the simulator's machine and electronics in virtual time, with every note counted. */
export class Plant {
  readonly machine: DispenserMachine;
  readonly device: SimulatedDevice;
  readonly #options: PlantOptions;
  readonly #faults: Faults;
  #cashCommands = 0;

  constructor(options: PlantOptions) {
    const { dialect, setup, time, dice, write, hangUp, onMisread } = options;
    this.#options = options;
    this.#faults = new WatchedFaults((fault) => this.#onFault(fault));
    const timers = { after: (ms: number, work: () => void) => time.after(ms, work), nowMs: () => time.nowMs };
    const { random } = dice;
    this.machine = new DispenserMachine({
      ledger: { add: (event, cassette, to, count) => this.#add(event, cassette, to, count) },
      faults: this.#faults as Faults<MachineFault>,
      timers,
      random,
      load: setup.load,
      valuesMinor: setup.values,
      noteMs: setup.noteMs,
      nearEndBelow: setup.nearEndBelow,
      takeMs: setup.takeMs,
      rejectRate: setup.rejectRate,
    });
    const { machine } = this;
    const settings = setup.settings;
    const context = { machine, faults: this.#faults, timers, random, write, hangUp, onMisread, settings };
    this.device = dialect.simulator.create(context);
  }

  receive(bytes: Uint8Array): void {
    this.device.receive(bytes);
    this.#notice();
  }

  arm(fault: Fault): void {
    this.#faults.arm(fault);
  }

  /** Armed faults that did not fire never will. */
  disarm(): void {
    this.#faults.clear();
  }

  powerOff(backMs: number | null): void {
    this.#options.truth.powerLost();
    this.device.powerOff();
    if (backMs !== null) this.#options.time.after(backMs, () => this.powerOn());
  }

  powerOn(): void {
    if (!this.machine.powered) this.device.powerOn();
  }

  /** Some devices begin to work only after their answer to the command is out. */
  #notice(): void {
    if (this.device === undefined || this.device.cashCommands === this.#cashCommands) return;
    this.#cashCommands = this.device.cashCommands;
    this.#options.onExecution(this.#options.truth.executing());
  }

  #add(...line: Parameters<Truth['add']>): void {
    this.#notice();
    this.#options.truth.add(...line);
  }

  #onFault(fault: Fault): void {
    this.#notice();
    if (fault.kind === 'overDispense') this.#options.truth.doubleFeed(Number(fault.extra));
    if (fault.kind === 'powerLoss') this.#options.truth.powerLost();
    if (this.#options.dialect.lies.includes(fault.kind)) this.#options.truth.lie();
    if (this.#options.dialect.misreads.includes(fault.kind)) this.#options.truth.misread();
    this.#options.onFault(fault);
  }
}

/** Tells which of the armed faults really happen. */
class WatchedFaults extends Faults {
  readonly #onTaken: (fault: Fault) => void;
  /** Taken by a device that arms it again if it does not hit what it is meant for. */
  #maybe: Fault | null = null;

  constructor(onTaken: (fault: Fault) => void) {
    super();
    this.#onTaken = onTaken;
  }

  override arm(fault: Fault): void {
    if (fault === this.#maybe) this.#maybe = null;
    super.arm(fault);
  }

  override take<K extends string>(kind: K): Extract<Fault, { kind: K }> | null {
    this.#settle();
    const fault = super.take(kind);
    if (fault !== null && 'of' in fault) this.#maybe = fault;
    else if (fault !== null) this.#onTaken(fault);
    return fault as Extract<Fault, { kind: K }> | null;
  }

  override clear(): void {
    this.#settle();
    super.clear();
  }

  #settle(): void {
    const fault = this.#maybe;
    this.#maybe = null;
    if (fault !== null) this.#onTaken(fault);
  }
}
