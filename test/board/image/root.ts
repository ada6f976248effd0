import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../src/prepareSteps.js';
import { cached } from './cached.ts';
import type { Kernel } from './kernel.ts';

const here = dirname(fileURLToPath(import.meta.url));
const files = join(here, 'files');
const gadget = join(here, 'gadget');
const guest = join(here, '../guest');

/** Units that only cost time here. */
const MASKED = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'fstrim.timer', 'e2scrub_all.timer'],
  ...['e2scrub_reap.service', 'getty@tty1.service', 'serial-getty@ttyS0.service', 'systemd-hwdb-update.service'],
  ...['ldconfig.service', 'systemd-pstore.service', 'systemd-update-utmp.service', 'systemd-firstboot.service'],
];

/**
 * The root file system: Debian, the product as its package installs it, the agent of the bench, its programs for the
 * board and the USB camera.
 *
 * @param product the Debian package
 */
export function rootImage(debian: string, { modules }: Kernel, product: string): string {
  return cached('root.squashfs', [debian, modules, files, gadget, guest, product], (path) => {
    const tree = `${path}-tree`;
    rmSync(tree, { recursive: true, force: true });
    mkdirSync(tree, { recursive: true });
    run('unpacking Debian', 'tar', ['-C', tree, '-xpf', debian]);
    // Debian came without documentation; the product's has examples that are installed from there.
    rmSync(join(tree, 'etc/dpkg/dpkg.cfg.d/99mmdebstrap'));
    cpSync(join(modules, 'lib/modules'), join(tree, 'usr/lib/modules'), { recursive: true });
    cpSync(files, tree, { recursive: true });
    buildGadget(join(tree, 'usr/local/sbin/gadget-camera'));
    const inside = (...command: string[]) => run(command.join(' ').slice(0, 40), 'chroot', [tree, ...command]);
    copyFileSync(product, join(tree, 'tmp/product.deb'));
    inside('dpkg', '--install', '/tmp/product.deb');
    rmSync(join(tree, 'tmp/product.deb'));
    cpSync(guest, join(tree, 'usr/lib/tellersight/test/board/guest'), { recursive: true });
    inside('systemd-sysusers');
    // A test that wants the daemon configures and starts it.
    inside('systemctl', '-q', 'disable', 'tellersight.target');
    inside('systemctl', '-q', 'enable', 'systemd-networkd', 'board-agent.service');
    inside('systemctl', '-q', 'mask', ...MASKED, 'systemd-networkd-wait-online.service');
    run('root image', 'mksquashfs', [tree, path, '-comp', 'lz4', '-noappend', '-quiet', '-no-progress']);
    rmSync(tree, { recursive: true });
  });
}

/** Static, so that it needs nothing of the board. */
function buildGadget(program: string): void {
  const sources = ['main.c', 'descriptors.c', 'pictures.c'].map((file) => join(gadget, file));
  run('USB camera', 'gcc', ['-O2', '-Wall', '-Werror', '-static', '-pthread', '-o', program, ...sources]);
}
