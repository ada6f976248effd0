import type { CameraFrame } from '../v4l2Camera.ts';
import type { CameraPin } from './cameraOptions.ts';

/** Drivers known to stamp CLOCK_MONOTONIC without saying so: v4l2loopback does for frames that are written to it (0.12.7). */
const SILENT_DRIVERS = ['v4l2 loopback'];

/**
 * Whether a frame's timestamp can be compared with another camera's (R12): the driver says so, or it is one that is known
 * to leave it unsaid and the profile allows it by name. Each stamp is compared with the time of its arrival all the same.
 */
export function isMonotonic(
  clock: CameraFrame['clock'],
  driver: string,
  pin: Pick<CameraPin, 'allowDrivers'> | undefined,
): boolean {
  if (clock !== 'unsaid') return clock === 'monotonic';
  return SILENT_DRIVERS.includes(driver) && pin?.allowDrivers?.includes(driver) === true;
}
