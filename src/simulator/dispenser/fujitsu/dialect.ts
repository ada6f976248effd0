import type { DeviceContext, Dialect } from '../dialect.ts';
import { FujitsuDevice } from './device.ts';
import { type FujitsuFault, fujitsuFaults } from './faults.ts';

/** Fujitsu F53 (or F56 with `f56=true`): four cassettes, 9600 8E1. */
export const fujitsuF53: Dialect = {
  cassettes: 4,
  faultSchema: fujitsuFaults,
  create: (context) => new FujitsuDevice(context as DeviceContext<FujitsuFault>),
};
