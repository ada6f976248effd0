import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What sysfs knows about the device behind a video node; nulls for a camera that is not on USB. */
export interface SysfsCamera {
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serial: string | null;
  /** bInterfaceNumber, two hex digits. */
  readonly usbInterface: string | null;
  /** Other video nodes of the same device, as in /dev: a UVC camera's metadata node is one of them. */
  readonly siblings: readonly string[];
}

const UNKNOWN: SysfsCamera = { vendorId: null, productId: null, serial: null, usbInterface: null, siblings: [] };

/**
 * Looks the opened node up by its device number: names can be renamed or bind-mounted over, the number belongs to the
 * open file (R14).
 */
export function sysfsCamera(node: { readonly major: number; readonly minor: number }, sysfs = '/sys'): SysfsCamera {
  try {
    const own = realpathSync(join(sysfs, 'dev/char', `${node.major}:${node.minor}`));
    const device = realpathSync(join(own, 'device'));
    return { ...usbFacts(device), siblings: siblings(device, basename(own)) };
  } catch {
    // No such node in sysfs: a test double.
    return UNKNOWN;
  }
}

function usbFacts(device: string): Omit<SysfsCamera, 'siblings'> {
  let folder = device;
  // The video node hangs on a USB interface; the identity is on the device a level or two above.
  for (let level = 0; level < 4; level++, folder = dirname(folder)) {
    const vendorId = attribute(folder, 'idVendor', 8);
    if (!vendorId) continue;
    const productId = attribute(folder, 'idProduct', 8);
    const serial = attribute(folder, 'serial', 64);
    return { vendorId, productId, serial, usbInterface: attribute(device, 'bInterfaceNumber', 4) };
  }
  return UNKNOWN;
}

function siblings(device: string, own: string): string[] {
  const nodes = readdirSync(join(device, 'video4linux')).filter((name) => name !== own && /^video\d+$/.test(name));
  return nodes.map((name) => `/dev/${name}`);
}

function attribute(folder: string, name: string, longest: number): string | null {
  try {
    return readFileSync(join(folder, name), 'utf8').trim().slice(0, longest) || null;
  } catch {
    return null;
  }
}
