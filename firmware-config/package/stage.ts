import { chmodSync, copyFileSync, lutimesSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../src/prepareSteps.js';
import { type Entry, emptyFolders } from './layout.ts';
import type { Target } from './targets.ts';

/**
 * Lays the package out in `folder`. Modes and times come from here, not from the machine that builds: nothing is writable
 * but by root, and two builds are the same byte by byte.
 *
 * @param epoch seconds since 1970 that every file gets (SOURCE_DATE_EPOCH)
 */
export function stage(folder: string, entries: readonly Entry[], target: Target, epoch: number): void {
  for (const { path, from, executable = false } of entries) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    if (typeof from === 'string') copyFileSync(from, to);
    else writeFileSync(to, from);
    chmodSync(to, executable ? 0o755 : 0o644);
  }
  // Symbols and debug information are of no use on a board: a quarter of Node is them.
  const objects = entries.filter(({ path }) => /[.](node|so[.]\d+)$|\/bin\/node$/.test(path));
  run('stripping', `${target.triplet}-strip`, [
    ...['--strip-unneeded', '--remove-section=.comment', '--remove-section=.note', '--enable-deterministic-archives'],
    ...objects.map(({ path }) => join(folder, path)),
  ]);
  for (const { path } of emptyFolders) mkdirSync(join(folder, path), { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    lutimesSync(path, epoch, epoch);
  }
  chmodSync(folder, 0o755);
  for (const { path, mode } of emptyFolders) chmodSync(join(folder, path), mode);
}
