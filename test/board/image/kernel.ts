import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run } from '../../../src/prepareSteps.js';
import { cached } from './cached.ts';
import { download } from './download.ts';
import { modulesOf } from './modulesOf.ts';

/** Devices of the bench: what QEMU offers, cameras of each kind, a USB host to plug them into. */
const MODULES = [
  ...['virtio_pci', 'virtio_blk', 'virtio_console', 'virtio_net', 'virtio_rng', 'squashfs', 'overlay', 'ext4'],
  ...['autofs4', 'af_packet', 'configfs', 'vivid', 'v4l2loopback', 'uvcvideo', 'dummy_hcd', 'gadgetfs'],
  ...['xhci-pci', 'ehci-pci', 'usbserial', 'ftdi_sio', 'i6300esb', 'rtc-cmos', 'crc32c_generic', 'crc32c-intel'],
];

export interface Kernel {
  readonly release: string;
  readonly image: string;
  /** Holds lib/modules/RELEASE. */
  readonly modules: string;
}

/** Debian's kernel with the modules that the bench needs, and v4l2loopback built for it. */
export function kernel(release: string): Kernel {
  const folder = cached('kernel', [release], (path) => {
    const parts = `${path}-parts`;
    rmSync(parts, { recursive: true, force: true });
    const package_ = download(`linux-image-${release}`, parts);
    loopback(release, parts, package_);
    run('listing kernel modules', 'depmod', ['-b', package_, release]);
    for (const file of modulesOf(package_, release, MODULES)) copy(package_, file, path);
    const built = join(package_, 'lib/modules', release);
    for (const file of readdirSync(built).filter((name) => /^modules[.](builtin|builtin[.]modinfo|order)$/.test(name)))
      copy(package_, join(built, file), path);
    copy(package_, join(package_, 'boot', `vmlinuz-${release}`), path);
    run('listing the chosen modules', 'depmod', ['-b', path, release]);
    rmSync(parts, { recursive: true });
  });
  return { release, image: join(folder, 'boot', `vmlinuz-${release}`), modules: folder };
}

/** The module is unsigned, which Debian's kernel takes with a remark. */
function loopback(release: string, parts: string, package_: string): void {
  const source = join(download('v4l2loopback-dkms', parts), 'usr/src');
  const folder = join(source, readdirSync(source)[0] as string);
  run('building v4l2loopback', 'make', ['-C', `/usr/src/linux-headers-${release}`, `M=${folder}`, 'modules']);
  const extra = join(package_, 'lib/modules', release, 'extra');
  mkdirSync(extra, { recursive: true });
  cpSync(join(folder, 'v4l2loopback.ko'), join(extra, 'v4l2loopback.ko'));
}

function copy(from: string, file: string, to: string): void {
  const target = join(to, relative(from, file));
  mkdirSync(dirname(target), { recursive: true });
  cpSync(file, target);
}
