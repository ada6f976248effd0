import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface UsbIdentity {
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serial: string | null;
}

const UNKNOWN: UsbIdentity = { vendorId: null, productId: null, serial: null };

/**
 * Vendor, product and serial of the USB device behind a video node, from sysfs; nulls for a camera that is not on USB.
 * R14 pins them: a camera that was swapped shows here.
 */
export function usbIdentity(device: string, sysfs = '/sys'): UsbIdentity {
  try {
    const node = basename(realpathSync(device));
    let folder = realpathSync(join(sysfs, 'class/video4linux', node, 'device'));
    // The video node hangs on a USB interface; the identity is on the device a level or two above.
    for (let level = 0; level < 4; level++, folder = dirname(folder)) {
      const vendorId = attribute(folder, 'idVendor', 8);
      if (vendorId) {
        return { vendorId, productId: attribute(folder, 'idProduct', 8), serial: attribute(folder, 'serial', 64) };
      }
    }
  } catch {
    // No such node in sysfs: a platform camera or a test double.
  }
  return UNKNOWN;
}

function attribute(folder: string, name: string, longest: number): string | null {
  try {
    return readFileSync(join(folder, name), 'utf8').trim().slice(0, longest) || null;
  } catch {
    return null;
  }
}
