import type { DeviceContext, Dialect } from '../dialect.ts';
import { SspDevice } from './device.ts';
import { type SspFault, sspFaults } from './faults.ts';

/** ITL SMART Payout: four denominations in one store, 9600 8N2. */
export const itlSsp: Dialect = {
  cassettes: 4,
  faultSchema: sspFaults,
  create: (context) => new SspDevice(context as DeviceContext<SspFault>),
};
