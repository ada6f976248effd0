import type { Dialect } from './dialect.ts';
import { fujitsuF53 } from './fujitsu/dialect.ts';
import { lcdm2000 } from './lcdm2000/dialect.ts';
import { lcdm4000 } from './lcdm4000/dialect.ts';
import { itlSsp } from './ssp/dialect.ts';

/** Every wire protocol the simulator speaks, by the name of the daemon's driver for it. */
export const dialects: Readonly<Record<string, Dialect>> = {
  'puloon-lcdm2000': lcdm2000,
  'puloon-lcdm4000': lcdm4000,
  'fujitsu-f53': fujitsuF53,
  'itl-ssp': itlSsp,
};
