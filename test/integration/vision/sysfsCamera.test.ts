import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { sysfsCamera } from '../../../src/vision/capture/sysfsCamera.ts';

/** A folder like /sys with one USB camera: two picture nodes on two interfaces, each with its metadata node. */
function sysfs(t: Test): string {
  const root = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const device = join(root, 'devices/pci0000:00/usb1/1-2');
  mkdirSync(join(root, 'dev/char'), { recursive: true });
  for (const [number, nodes] of [
    [0, [0, 1]],
    [2, [2, 3]],
  ] as const) {
    const usbInterface = join(device, `1-2:1.${number}`);
    for (const node of nodes) {
      const folder = join(usbInterface, `video4linux/video${node}`);
      mkdirSync(folder, { recursive: true });
      symlinkSync(usbInterface, join(folder, 'device'));
      symlinkSync(folder, join(root, `dev/char/81:${node}`));
    }
    writeFileSync(join(usbInterface, 'bInterfaceNumber'), `0${number}\n`);
  }
  for (const [name, value] of Object.entries({ idVendor: '1d6b\n', idProduct: '0102\n', serial: 'AB12\n' })) {
    writeFileSync(join(device, name), value);
  }
  return root;
}

t.test('R14: the USB identity of the opened node, by its number', async (t) => {
  const root = sysfs(t);
  const usb = { vendorId: '1d6b', productId: '0102', serial: 'AB12' };
  t.strictSame(sysfsCamera({ major: 81, minor: 0 }, root), { ...usb, usbInterface: '00', siblings: ['/dev/video1'] });
  t.strictSame(sysfsCamera({ major: 81, minor: 2 }, root), { ...usb, usbInterface: '02', siblings: ['/dev/video3'] });
});

t.test('a camera that is not on USB, and one that sysfs does not know', async (t) => {
  const root = sysfs(t);
  const nothing = { vendorId: null, productId: null, serial: null, usbInterface: null };
  t.strictSame(sysfsCamera({ major: 81, minor: 9 }, root), { ...nothing, siblings: [] });
  renameSync(join(root, 'devices/pci0000:00/usb1/1-2/idVendor'), join(root, 'idVendor'));
  t.strictSame(sysfsCamera({ major: 81, minor: 0 }, root), { ...nothing, siblings: ['/dev/video1'] });
});
