import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { debianPackages, run } from '../../../src/prepareSteps.js';
import { must, root } from './built.ts';

/** What a board needs before the package comes: the packages it depends on. */
const base = 'systemd,udev,init-system-helpers,libsystemd0,libhwy1,libturbojpeg0,libatomic1,libstdc++6';
const image = join(root, 'node_modules/.tellersight/package/root.tar');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Debian 12 root file system, without a network and without processes of its own. */
export interface Board {
  readonly folder: string;
  run(user: string, ...command: string[]): Ended;
  /** Every file outside of logs and package lists, by path: kind, mode, owner and content. */
  snapshot(): Map<string, string>;
}

/** Makes one from scratch; the image is kept from run to run. */
export function makeBoard(t: { teardown(work: () => void): void }): Board {
  debianPackages({ mmdebstrap: '/usr/bin/mmdebstrap', iproute2: '/sbin/ip' });
  if (!existsSync(image)) {
    mkdirSync(join(image, '..'), { recursive: true });
    const unfinished = `${image}.part`;
    const options = ['--variant=minbase', '--format=tar', `--include=${base}`, 'bookworm', unfinished];
    run('making a Debian 12 root', 'mmdebstrap', options);
    must('mv', [unfinished, image]);
  }
  const folder = mkdtempSync(join(tmpdir(), 'tellersight-board-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  must('chmod', ['755', folder]);
  must('tar', ['-xf', image, '-C', folder]);
  return {
    folder,
    run(user, ...command) {
      // Name spaces of its own: the loopback is the only network, and mounts go with the last process.
      const spaces = ['--mount', '--net', '--ipc', '--pid', '--fork', '--kill-child', `--mount-proc=${folder}/proc`];
      const inside = ['chroot', `--userspec=${user}`, folder, 'env', '-i', 'PATH=/usr/sbin:/usr/bin', ...command];
      const { status, stdout, stderr } = spawnSync(
        'unshare',
        [...spaces, 'sh', '-ec', enter, 'sh', folder, ...inside],
        { encoding: 'utf8', timeout: 180_000, maxBuffer: 1e8 },
      );
      return { status, stdout, stderr };
    },
    snapshot: () => snapshot(folder),
  };
}

/** Pseudo-terminals for the simulated dispenser. */
const enter = 'ip link set lo up; mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"; shift; exec "$@"';

/** dpkg's own books, logs, and databases that are made anew from what is installed. */
const books =
  /^(proc|sys|dev|tmp|run\/systemd|var\/log|var\/lib\/dpkg|var\/lib\/systemd\/catalog|var\/cache\/ldconfig)(\/|$)/;

function snapshot(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (at: string) => {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      const below = relative(folder, path);
      if (books.test(below)) continue;
      const { mode, uid, gid } = lstatSync(path);
      const about = `${mode.toString(8)} ${uid}:${gid}`;
      const kind = mode & 0o170000;
      if (kind === 0o100000)
        found.set(below, `${about} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`);
      else found.set(below, kind === 0o120000 ? `${about} -> ${readlinkSync(path)}` : about);
      if (kind === 0o040000) walk(path);
    }
  };
  walk(folder);
  return found;
}
