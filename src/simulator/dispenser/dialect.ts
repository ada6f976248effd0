import type { z } from 'zod';
import type { Timers } from '../../lib/timers.ts';
import type { Fault, Faults } from './faults.ts';
import type { DispenserMachine } from './machine/machine.ts';

/** What a simulated device works with; nothing of it is the daemon's but the idea of a timer. */
export interface DeviceContext<F extends Fault = Fault> {
  readonly machine: DispenserMachine;
  readonly faults: Faults<F>;
  readonly timers: Timers;
  /** 0 .. below 1, from a seed. */
  readonly random: () => number;
  readonly write: (bytes: Uint8Array) => void;
  /** The line is cut; comes back after `reopenMs` unless null. */
  readonly hangUp: (reopenMs: number | null) => void;
  /** A fault of the simulator changed bytes on their way; this is what the device's receiver read. */
  readonly onMisread?: (bytes: Uint8Array) => void;
  /** Names and numbers of this unit. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The electronics of a dispenser: bytes in, bytes out, notes moved through the machine. */
export interface SimulatedDevice {
  /** Notes are moving, an answer is still being sent, or something that a fault delays is still on its way. */
  readonly busy: boolean;
  /** Error code of the last command, hex; what a technician reads off the display. */
  readonly lastError: string;
  /** Commands that may move notes and were begun. */
  readonly cashCommands: number;
  receive(bytes: Uint8Array): void;
  /** Forgets everything that is not kept in its permanent memory, and stops what it does. The machine is told as well. */
  powerOff(): void;
  powerOn(): void;
}

/** One wire protocol of the simulator: which faults it knows and how its electronics are made. */
export interface Dialect {
  readonly cassettes: number;
  /** Faults of the machine and of this protocol, as the control socket takes them. */
  readonly faultSchema: z.ZodType<Fault>;
  create(context: DeviceContext): SimulatedDevice;
}
