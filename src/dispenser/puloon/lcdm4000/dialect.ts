import type { PuloonDialect } from '../dialect.ts';

/** LCDM-4000 (reference §3.1 to §3.3: two sources and more for id, lengths and the closing EOT). */
export const lcdm4000Dialect: PuloonDialect = {
  id: 0x30,
  responseLength: {
    68: 7,
    80: 24,
    81: 20,
    82: 29,
    83: 29,
    85: 21,
    88: 11,
    91: 15,
    92: 7,
    93: 11,
    94: 7,
    95: 15,
    103: 8,
  },
  items: false,
  closingEot: true,
};
