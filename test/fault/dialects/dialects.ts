import { type Config, configSchema } from '../../../src/config/schema.ts';
import type { DispenserDriver } from '../../../src/dispenser/driver.ts';
import { Lcdm2000 } from '../../../src/dispenser/puloon/lcdm2000.ts';
import type { LineFactory } from '../../../src/dispenser/serial/line.ts';
import type { Timers } from '../../../src/lib/timers.ts';
import type { Dialect } from '../../../src/simulator/dispenser/dialect.ts';
import { lcdm2000 } from '../../../src/simulator/dispenser/lcdm2000/dialect.ts';
import type { Log } from '../../../src/system/log.ts';
import type { FrameCheck } from './frameCheck.ts';
import { puloonCheck } from './puloonCheck.ts';

export interface DriverParts {
  readonly line: LineFactory;
  readonly config: Config['dispenser'];
  readonly timers: Timers;
  readonly log: Log;
}

/** A wire protocol under test: the product's driver, the simulator's device, and a reading of the wire that is neither's. */
export interface FaultDialect {
  /** What the board's profile says beside what a schedule draws. */
  readonly config: Config['dispenser'];
  readonly driver: (parts: DriverParts) => DispenserDriver;
  readonly simulator: Dialect;
  readonly check: FrameCheck;
  readonly byteMs: number;
  /** Bytes in the busier direction of a payout of one command, to aim faults at. */
  readonly bytesPerPayout: number;
  /** The longest that dispense() may take: before the first command, and for each one. */
  readonly settleMs: { readonly base: number; readonly perStep: number };
}

function board(driver: Config['dispenser']['driver'], cassettes: number): Config['dispenser'] {
  const values = [10_000, 5000, 2000, 1000].slice(0, cassettes);
  return configSchema.shape.dispenser.parse({ driver, cassettes: values.map((value_minor) => ({ value_minor })) });
}

/** Adding a wire protocol is one entry here. */
export const faultDialects: Readonly<Record<string, FaultDialect>> = {
  'puloon-lcdm2000': {
    config: board('puloon-lcdm2000', 2),
    driver: ({ line, config, timers, log }) =>
      new Lcdm2000({ line, cassettes: 2, maxNotesPerCommand: config.max_notes_per_command, timers, log }),
    simulator: lcdm2000,
    check: puloonCheck,
    byteMs: 10_000 / 9600,
    bytesPerPayout: 60,
    settleMs: { base: 60_000, perStep: 90_000 },
  },
};
