import { FujitsuF53 } from '../../../src/dispenser/fujitsu/f53.ts';
import { noteSizes } from '../../../src/dispenser/fujitsu/noteSizes.ts';
import { fujitsuF53 as simulator } from '../../../src/simulator/dispenser/fujitsu/dialect.ts';
import { board } from './board.ts';
import type { FaultDialect } from './dialects.ts';
import { forged } from './forged.ts';
import { fujitsuCheck } from './fujitsuCheck.ts';

/** Reference §4.3: sizes of US dollars. */
const size = { length_max: 0xa6, length_min: 0x92, thickness: 0x0d };

/** Fujitsu F53, 9600 8E1. */
export const fujitsuF53: FaultDialect = {
  config: board('fujitsu-f53', 4, { parity: 'even' }, size),
  driver: ({ line, config, timers, log }) =>
    new FujitsuF53({
      line,
      sizes: noteSizes(config.cassettes),
      maxNotesPerCommand: config.max_notes_per_command,
      timers,
      log,
    }),
  simulator,
  settings: (dice) => ({ f56: dice.pick(['true', 'false']) }),
  oneStore: false,
  lies: ['countMismatch'],
  misreads: [],
  check: fujitsuCheck,
  byteMs: 11_000 / 9600,
  bytesPerPayout: 400,
  settleMs: { base: 200_000, perStep: 300_000 },
  beyond: [
    forged,
    () => [
      { phase: 1, on: 'device', fault: { kind: 'strayNak' } },
      { phase: 1, on: 'device', fault: { kind: 'frameAckLost', times: 1 } },
    ],
  ],
};
