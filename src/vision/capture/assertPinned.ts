import { TellersightError } from '../../lib/errors.ts';
import type { CameraPin } from './cameraOptions.ts';

/**
 * Drivers whose pictures come from a sensor that is wired to this board: USB Video Class, and the receivers and image
 * processors of boards in the kernel tree (Raspberry Pi, Rockchip, NXP i.MX, STM32, Allwinner). Not v4l2loopback, vivid
 * and vimc, into which any program can write, and nothing that is not known.
 */
const SENSOR_DRIVERS = ['uvcvideo', 'unicam', 'rp1-cfe', 'rkisp1', 'mxc-isi', 'stm32-dcmi', 'sun6i-csi'];

/** Who a camera turned out to be. */
export interface CameraFacts {
  readonly driver: string;
  readonly busInfo: string;
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serial: string | null;
  readonly usbInterface: string | null;
}

const COMPARED = ['driver', 'busInfo', 'vendorId', 'productId', 'serial', 'usbInterface'] as const;

/**
 * R14: the camera is the one the profile pins, and its driver is one that may deliver pictures.
 * @throws TellersightError V4L2_IDENTITY, naming each difference
 */
export function assertPinned(what: string, facts: CameraFacts, pin: CameraPin): void {
  const differences = COMPARED.filter((key) => pin[key] !== undefined && pin[key] !== facts[key]).map(
    (key) => `${key} is ${facts[key] ?? 'not known'} instead of ${pin[key]}`,
  );
  if (!SENSOR_DRIVERS.includes(facts.driver) && !pin.allowDrivers?.includes(facts.driver)) {
    differences.push(`driver ${facts.driver} is not known to belong to a sensor`);
  }
  if (differences.length > 0) throw new TellersightError('V4L2_IDENTITY', `${what}: ${differences.join(', ')}`);
}
