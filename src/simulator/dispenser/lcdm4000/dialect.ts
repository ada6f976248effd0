import type { DeviceContext, Dialect } from '../dialect.ts';
import { Lcdm4000Device } from './device.ts';
import { type Lcdm4000Fault, lcdm4000Faults } from './faults.ts';

/** Puloon LCDM-4000: four cassettes, 9600 8N1 or 8E1. */
export const lcdm4000: Dialect = {
  cassettes: 4,
  faultSchema: lcdm4000Faults,
  create: (context) => new Lcdm4000Device(context as DeviceContext<Lcdm4000Fault>),
};
