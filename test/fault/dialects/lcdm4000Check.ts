import { puloonCheck } from './puloonCheck.ts';

/** LCDM-4000, from reference §3.2 and §3.3: numbers are one byte, value + 20. */
export const lcdm4000Check = puloonCheck({
  id: 0x30,
  commands: {
    68: ['RESET', 6, 7],
    80: ['STATUS', 6, 24],
    81: ['PURGE', 6, 20],
    82: ['DISPENSE', 21, 29],
    83: ['TEST DISPENSE', 21, 29],
    85: ['LAST STATUS', 6, 21],
    88: ['SENSOR DIAGNOSTICS', 7, 11],
    91: ['GET OPACITIES', 6, 15],
    92: ['SET ORDER', 10, 7],
    93: ['GET ORDER', 6, 11],
    94: ['SET LENGTHS', 14, 7],
    95: ['GET LENGTHS', 6, 15],
    103: ['GET SERIAL', 6, 8],
  },
  cash: [0x51, 0x52, 0x53, 0x58],
  counts: {
    toDevice: { 82: [4, 5, 6, 7] },
    toHost: { 82: [6, 9, 12, 15], 85: [7, 10, 13, 16] },
  },
  error: { 68: 4, 80: 4, 81: 4, 82: 4, 83: 4, 85: 5, 88: 4 },
  read: (frame, place) => frame[place]! - 0x20,
  write: (frame, place, count) => frame.set([0x20 + count], place),
});
