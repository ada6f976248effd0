import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../src/prepareSteps.js';
import { cached } from './cached.ts';
import type { Kernel } from './kernel.ts';
import { modulesOf } from './modulesOf.ts';

const MODULES = ['virtio_pci', 'virtio_blk', 'squashfs', 'overlay'];
const init = join(dirname(fileURLToPath(import.meta.url)), 'init');

/** Debian's kernel has everything as modules: what is needed to reach the root file system, and a shell that does it. */
export function initrd({ modules, release }: Kernel): string {
  return cached('initrd.cpio', [init, modules], (path) => {
    const tree = `${path}-tree`;
    rmSync(tree, { recursive: true, force: true });
    for (const folder of ['bin', 'dev', 'proc', 'sys', 'modules', 'lower', 'upper', 'root'])
      mkdirSync(join(tree, folder), { recursive: true });
    copyFileSync('/bin/busybox', join(tree, 'bin/busybox'));
    copyFileSync(init, join(tree, 'init'));
    for (const [index, file] of modulesOf(modules, release, MODULES).entries())
      copyFileSync(file, join(tree, 'modules', `${String(index).padStart(2, '0')}-${basename(file)}`));
    run('initrd', 'sh', ['-c', 'cd "$1" && find . | cpio -o -H newc --quiet > "$2"', 'sh', tree, path]);
    rmSync(tree, { recursive: true });
  });
}
