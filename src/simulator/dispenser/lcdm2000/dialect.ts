import type { DeviceContext, Dialect } from '../dialect.ts';
import { Lcdm2000Device } from './device.ts';
import { type Lcdm2000Fault, lcdm2000Faults } from './faults.ts';

/** Puloon LCDM-2000: two cassettes, 9600 8N1. */
export const lcdm2000: Dialect = {
  cassettes: 2,
  faultSchema: lcdm2000Faults,
  create: (context) => new Lcdm2000Device(context as DeviceContext<Lcdm2000Fault>),
};
