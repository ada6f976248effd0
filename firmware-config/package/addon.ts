import { join } from 'node:path';
import { buildForArm } from '../../native/arm/build.ts';
import { run } from '../../src/prepareSteps.js';
import { root } from './paths.ts';
import type { Target } from './targets.ts';

/** Builds the native addon for that board and says where it lies. */
export function buildAddon(target: Target): string {
  if (target.cpu === process.arch) {
    // src/prepare.js configured it; nothing is compiled when nothing changed.
    run('building the native addon', 'cmake', ['--build', join(root, 'native/build'), '--target', 'tellersight']);
    return join(root, 'native/build/tellersight.node');
  }
  if (target.debian !== 'arm64') throw new Error(`no cross compiler for ${target.debian} is set up; build it there`);
  return join(buildForArm(['tellersight']).folder, 'tellersight.node');
}
