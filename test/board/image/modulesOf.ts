import { spawnSync } from 'node:child_process';
import { fail } from '../../../src/prepareSteps.js';

/**
 * Files of kernel modules and of all they need, in the order they load in.
 *
 * @param root holds lib/modules/RELEASE
 */
export function modulesOf(root: string, release: string, names: readonly string[]): string[] {
  const files = names.flatMap((name) => {
    const args = ['-d', root, '-S', release, '--show-depends', name];
    const { status, stdout, stderr } = spawnSync('/usr/sbin/modprobe', args, { encoding: 'utf8' });
    if (status !== 0)
      fail(`kernel ${release} has no module ${name}: ${stderr.trim()}`, 'See test/board/image/kernel.ts');
    return [...stdout.matchAll(/^insmod (\S+)/gm)].map(([, file]) => file as string);
  });
  return [...new Set(files)];
}
