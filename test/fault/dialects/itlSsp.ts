import { SspPayout } from '../../../src/dispenser/ssp/sspPayout.ts';
import { itlSsp as simulator } from '../../../src/simulator/dispenser/ssp/dialect.ts';
import { seededKeys } from '../../unit/dispenser/ssp/seededKeys.ts';
import { board } from './board.ts';
import type { FaultDialect } from './dialects.ts';
import { sspCheck } from './sspCheck.ts';

const key = '1122334455667788';

/** ITL SMART Payout, 9600 8N2, encrypted. */
export const itlSsp: FaultDialect = {
  config: board('itl-ssp', 4, { ssp_key: '/etc/tellersight/ssp.key' }),
  driver: ({ line, config, timers, random, log }) =>
    new SspPayout({
      line,
      valuesMinor: config.cassettes.map(({ value_minor }) => value_minor),
      currency: 'CNY',
      nearEndNotes: config.cassettes.map(() => 0),
      maxNotesPerCommand: config.max_notes_per_command,
      address: 0,
      fixedKey: BigInt(`0x${key}`),
      random: seededKeys(random),
      timers,
      log,
    }),
  simulator,
  settings: () => ({ key, currency: 'CNY' }),
  oneStore: true,
  lies: [],
  misreads: ['levelMisread'],
  check: sspCheck,
  byteMs: 11_000 / 9600,
  bytesPerPayout: 900,
  settleMs: { base: 200_000, perStep: 300_000 },
  beyond: [],
};
