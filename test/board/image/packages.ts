import { spawnSync } from 'node:child_process';
import { debianPackages, fail } from '../../../src/prepareSteps.js';

/** Installs what the image is built and booted with; ends the program when one cannot be installed. */
export function hostPackages(): void {
  debianPackages({
    mmdebstrap: '/usr/bin/mmdebstrap',
    'squashfs-tools': '/usr/bin/mksquashfs',
    'qemu-system-x86': '/usr/bin/qemu-system-x86_64',
    'busybox-static': '/usr/share/doc/busybox-static',
    kmod: '/usr/sbin/modprobe',
    cpio: '/usr/bin/cpio',
    // Depends on the headers of the newest kernel, whose image is then the one that boots.
    'linux-headers-amd64': '/usr/share/doc/linux-headers-amd64',
  });
}

/** Release of the kernel that boots: the one the installed headers belong to, `6.1.0-56-amd64`. */
export function kernelRelease(): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', `\${Depends}`, 'linux-headers-amd64'], { encoding: 'utf8' });
  const release = /linux-headers-(\S+)/.exec(stdout)?.[1];
  if (!release) fail('linux-headers-amd64 names no kernel', 'Type: apt-get install --reinstall linux-headers-amd64');
  return release;
}
