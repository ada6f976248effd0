import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/prepareSteps.js';
import { cache, root } from './paths.ts';
import type { Target } from './targets.ts';

/**
 * The npm packages of the product for that board: a folder with `node_modules`. For a board like this machine they are
 * there already; for the other, npm takes its binaries. It checks each against the hash in package-lock.json, and no
 * install script runs.
 */
export function installDependencies(target: Target): string {
  if (target.cpu === process.arch) return root;
  const folder = join(cache, target.debian);
  const inputs = ['package.json', 'package-lock.json'];
  const wanted = createHash('sha256');
  for (const name of inputs) wanted.update(readFileSync(join(root, name)));
  const digest = wanted.digest('hex');
  const stamp = join(folder, 'stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of inputs) copyFileSync(join(root, name), join(folder, name));
  run(`npm packages for ${target.debian}`, 'npm', [
    ...['ci', '--prefix', folder, '--omit=dev', '--ignore-scripts', '--no-bin-links'],
    ...['--os=linux', `--cpu=${target.cpu}`, '--libc=glibc'],
    ...['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
  ]);
  writeFileSync(stamp, digest);
  return folder;
}
