import { Lcdm4000 } from '../../../src/dispenser/puloon/lcdm4000.ts';
import { lcdm4000 } from '../../../src/simulator/dispenser/lcdm4000/dialect.ts';
import { board } from './board.ts';
import type { FaultDialect } from './dialects.ts';
import { forged } from './forged.ts';
import { lcdm4000Check } from './lcdm4000Check.ts';

/** Puloon LCDM-4000, 9600 8N1; can be asked for its last result. */
export const puloonLcdm4000: FaultDialect = {
  config: board('puloon-lcdm4000', 4),
  driver: ({ line, config, timers, log }) =>
    new Lcdm4000({ line, cassettes: 4, maxNotesPerCommand: config.max_notes_per_command, timers, log }),
  simulator: lcdm4000,
  settings: (dice) => ({ lastStatus: dice.pick(['lost', 'refused', 'stale', 'partial']) }),
  oneStore: false,
  lies: ['countMismatch'],
  misreads: [],
  check: lcdm4000Check,
  byteMs: 10_000 / 9600,
  bytesPerPayout: 150,
  settleMs: { base: 100_000, perStep: 150_000 },
  beyond: [
    forged,
    () => [
      { phase: 1, on: 'device', fault: { kind: 'strayNck' } },
      { phase: 1, on: 'device', fault: { kind: 'ackLost', times: 1 } },
    ],
  ],
};
