import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../src/prepareSteps.js';
import { cached } from './cached.ts';
import type { Kernel } from './kernel.ts';

const here = dirname(fileURLToPath(import.meta.url));
const files = join(here, 'files');
const gadget = join(here, 'gadget');
const systemd = join(here, '../../../systemd');

/** Units that only cost time here. */
const MASKED = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'fstrim.timer', 'e2scrub_all.timer'],
  ...['e2scrub_reap.service', 'getty@tty1.service', 'serial-getty@ttyS0.service', 'systemd-hwdb-update.service'],
  ...['ldconfig.service', 'systemd-pstore.service', 'systemd-update-utmp.service', 'systemd-firstboot.service'],
];

/** Where each file of systemd/ goes, as its README says. */
const INSTALLED = {
  'tellersight.target': 'usr/lib/systemd/system/tellersight.target',
  'tellersight.service': 'usr/lib/systemd/system/tellersight.service',
  'tellersight-vision.service': 'usr/lib/systemd/system/tellersight-vision.service',
  'tellersight.sysusers.conf': 'usr/lib/sysusers.d/tellersight.conf',
  'tellersight.tmpfiles.conf': 'usr/lib/tmpfiles.d/tellersight.conf',
  'tellersight.catalog': 'usr/lib/systemd/catalog/tellersight.catalog',
};

/** The root file system: Debian, our units, the agent of the bench and the USB camera. */
export function rootImage(debian: string, { modules }: Kernel): string {
  return cached('root.squashfs', [debian, modules, files, gadget, systemd], (path) => {
    const tree = `${path}-tree`;
    rmSync(tree, { recursive: true, force: true });
    mkdirSync(tree, { recursive: true });
    run('unpacking Debian', 'tar', ['-C', tree, '-xpf', debian]);
    cpSync(join(modules, 'lib/modules'), join(tree, 'usr/lib/modules'), { recursive: true });
    cpSync(files, tree, { recursive: true });
    for (const [from, to] of Object.entries(INSTALLED)) cpSync(join(systemd, from), join(tree, to));
    mkdirSync(join(tree, 'usr/lib/tellersight'), { recursive: true });
    buildGadget(join(tree, 'usr/local/sbin/gadget-camera'));
    const inside = (...command: string[]) => run(command.join(' ').slice(0, 40), 'chroot', [tree, ...command]);
    inside('systemd-sysusers');
    inside('journalctl', '--update-catalog');
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
