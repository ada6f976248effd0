import type { PuloonDialect } from '../dialect.ts';

/** LCDM-1000 and LCDM-2000 (vendor specification LCDM-2000T V3.2; lengths: reference §2.5). */
export const lcdm2000Dialect: PuloonDialect = {
  id: 0x50,
  responseLength: {
    68: 7,
    69: 14,
    70: 10,
    71: 14,
    85: 14,
    86: 21,
    118: 14,
    119: 14,
  },
  items: true,
  closingEot: false,
};
