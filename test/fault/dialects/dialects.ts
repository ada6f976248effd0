import type { Config } from '../../../src/config/schema.ts';
import type { DispenserDriver } from '../../../src/dispenser/driver.ts';
import type { LineFactory } from '../../../src/dispenser/serial/line.ts';
import type { Timers } from '../../../src/lib/timers.ts';
import type { Dialect } from '../../../src/simulator/dispenser/dialect.ts';
import type { Log } from '../../../src/system/log.ts';
import type { Dice } from '../draw/dice.ts';
import type { FaultSpec } from '../draw/schedule.ts';
import type { FrameCheck } from './frameCheck.ts';
import { fujitsuF53 } from './fujitsuF53.ts';
import { itlSsp } from './itlSsp.ts';
import { puloonLcdm2000 } from './puloonLcdm2000.ts';
import { puloonLcdm4000 } from './puloonLcdm4000.ts';

export interface DriverParts {
  readonly line: LineFactory;
  readonly config: Config['dispenser'];
  readonly timers: Timers;
  /** For what a driver leaves to chance. */
  readonly random: () => number;
  readonly log: Log;
}

/** A wire protocol under test: the product's driver, the simulator's device, and a reading of the wire that is neither's. */
export interface FaultDialect {
  /** What the board's profile says beside what a schedule draws. */
  readonly config: Config['dispenser'];
  readonly driver: (parts: DriverParts) => DispenserDriver;
  readonly simulator: Dialect;
  /** Of the simulated unit. */
  readonly settings: (dice: Dice) => Readonly<Record<string, string>>;
  /** Notes lie in one store: each cassette of the configuration has to be another note. */
  readonly oneStore: boolean;
  /** Faults by which the device states a wrong number although it knows better, and nothing contradicts it. */
  readonly lies: readonly string[];
  /** Faults by which it misreads its own levels: a host that compares them before and after may see nothing. */
  readonly misreads: readonly string[];
  readonly check: FrameCheck;
  readonly byteMs: number;
  /** Bytes in the busier direction of a payout of one command, to aim faults at. */
  readonly bytesPerPayout: number;
  /** The longest that dispense() may take: before the first command, and for each one. */
  readonly settleMs: { readonly base: number; readonly perStep: number };
  /** What no host on this line can see, for the seeds of that class; see exclusions.ts. */
  readonly beyond: readonly ((dice: Dice) => FaultSpec[])[];
}

/** Adding a wire protocol is one entry here. */
export const faultDialects: Readonly<Record<string, FaultDialect>> = {
  'puloon-lcdm2000': puloonLcdm2000,
  'puloon-lcdm4000': puloonLcdm4000,
  'itl-ssp': itlSsp,
  'fujitsu-f53': fujitsuF53,
};
