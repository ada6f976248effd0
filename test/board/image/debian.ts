import { existsSync } from 'node:fs';
import { run } from '../../../src/prepareSteps.js';
import { cached } from './cached.ts';

/** The smallest Debian with systemd, what the addon links to, and what the tests call. */
const PACKAGES = [
  ...['systemd', 'systemd-sysv', 'udev', 'kmod', 'dbus', 'procps', 'iproute2', 'v4l-utils'],
  ...['libstdc++6', 'libatomic1', 'libhwy1', 'libturbojpeg0'],
];
const SOURCES = ['/etc/apt/sources.list', '/etc/apt/sources.list.d/debian.sources'];

/** Debian's part of the board's root file system. */
export function rootTar(): string {
  return cached('debian.tar', [], (path) =>
    run('Debian of the board', 'mmdebstrap', [
      ...['--mode=root', '--variant=minbase', '--format=tar', `--include=${PACKAGES.join(',')}`],
      ...['man', 'doc', 'info', 'locale'].map((part) => `--dpkgopt=path-exclude=/usr/share/${part}/*`),
      ...['--aptopt=Acquire::Languages "none"', '--aptopt=APT::Install-Recommends "false"'],
      ...['bookworm', path, ...SOURCES.filter((file) => existsSync(file))],
    ]),
  );
}
