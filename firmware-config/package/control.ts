import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conffiles, type Entry } from './layout.ts';
import { libraryPackages } from './libraries.ts';
import { debian } from './paths.ts';
import type { Target } from './targets.ts';

const scripts = ['postinst', 'prerm', 'postrm'];

/** Writes DEBIAN/ into the laid out package: control, checksums, configuration files, maintainer scripts. */
export function writeControl(folder: string, entries: readonly Entry[], target: Target, version: string): void {
  const place = join(folder, 'DEBIAN');
  mkdirSync(place);
  const paths = entries.map(({ path }) => path).sort();
  // deb-substvars(5), Installed-Size: every file rounded up to KiB; a folder is one.
  const size = paths.reduce((sum, path) => sum + Math.ceil(statSync(join(folder, path)).size / 1024), 0);
  const needs = libraryPackages(paths.map((path) => join(folder, path)));
  const control = readFileSync(join(debian, 'control'), 'utf8')
    .replace('@VERSION@', version)
    .replace('@ARCHITECTURE@', target.debian)
    .replace('@SIZE@', String(size))
    .replace('@LIBRARIES@', needs.join(', '));
  const md5 = (path: string) =>
    createHash('md5')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
  const sums = paths.filter((path) => !conffiles.includes(`/${path}`)).map((path) => `${md5(path)}  ${path}`);
  for (const [name, text] of [
    ['control', control],
    ['conffiles', lines(conffiles)],
    ['md5sums', lines(sums)],
  ] as const) {
    writeFileSync(join(place, name), text);
    chmodSync(join(place, name), 0o644);
  }
  for (const name of scripts) {
    copyFileSync(join(debian, name), join(place, name));
    chmodSync(join(place, name), 0o755);
  }
  chmodSync(place, 0o755);
}

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');
