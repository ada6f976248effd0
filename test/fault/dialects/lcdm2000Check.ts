import { puloonCheck } from './puloonCheck.ts';

/** LCDM-1000 and LCDM-2000, from reference §2.4 and §2.5: numbers are two ASCII digits. */
export const lcdm2000Check = puloonCheck({
  id: 0x50,
  commands: {
    68: ['PURGE', 6, 7],
    69: ['UPPER DISPENSE', 8, 14],
    70: ['STATUS', 6, 10],
    71: ['ROM VERSION', 6, 14],
    85: ['LOWER DISPENSE', 8, 14],
    86: ['UPPER AND LOWER DISPENSE', 10, 21],
    118: ['UPPER TEST DISPENSE', 6, 14],
    119: ['LOWER TEST DISPENSE', 6, 14],
  },
  cash: [0x44, 0x45, 0x55, 0x56, 0x76, 0x77],
  counts: {
    toDevice: { 69: [4], 85: [4], 86: [4, 6] },
    toHost: { 69: [6], 85: [6], 86: [6, 10] },
  },
  error: { 68: 4, 69: 8, 70: 5, 85: 8, 86: 12, 118: 8, 119: 8 },
  read: (frame, place) => (frame[place]! - 0x30) * 10 + frame[place + 1]! - 0x30,
  write: (frame, place, count) => frame.set([0x30 + Math.floor(count / 10), 0x30 + (count % 10)], place),
});
