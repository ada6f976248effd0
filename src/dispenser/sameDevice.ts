import type { DispenserIdentity } from './driver.ts';

/** Everything a device says of itself is the same as it was: another value means exchanged or reprogrammed (R20). */
export function sameDevice(a: DispenserIdentity, b: DispenserIdentity): boolean {
  return a.protocol === b.protocol && a.firmware === b.firmware && a.checksum === b.checksum && a.serial === b.serial;
}
