import { Lcdm2000 } from '../../../src/dispenser/puloon/lcdm2000.ts';
import { lcdm2000 } from '../../../src/simulator/dispenser/lcdm2000/dialect.ts';
import { board } from './board.ts';
import type { FaultDialect } from './dialects.ts';
import { forged } from './forged.ts';
import { lcdm2000Check } from './lcdm2000Check.ts';

/** Puloon LCDM-2000, 9600 8N1. */
export const puloonLcdm2000: FaultDialect = {
  config: board('puloon-lcdm2000', 2),
  driver: ({ line, config, timers, log }) =>
    new Lcdm2000({ line, cassettes: 2, maxNotesPerCommand: config.max_notes_per_command, timers, log }),
  simulator: lcdm2000,
  settings: (dice) => ({ repeatMs: dice.pick(['100', '500', '1000']) }),
  oneStore: false,
  lies: [],
  misreads: [],
  check: lcdm2000Check,
  byteMs: 10_000 / 9600,
  bytesPerPayout: 60,
  settleMs: { base: 60_000, perStep: 90_000 },
  beyond: [
    forged,
    () => [
      { phase: 1, on: 'device', fault: { kind: 'strayNck' } },
      { phase: 1, on: 'device', fault: { kind: 'ackLost', times: 1 } },
    ],
  ],
};
