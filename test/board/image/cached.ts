import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What takes long to build and is made again only when what it is made of changes. */
const cache = resolve('node_modules/.tellersight/board');
const DAY_MS = 86_400_000;
const here = dirname(fileURLToPath(import.meta.url));

/**
 * A file or folder of the cache, built by `build` unless it is there.
 *
 * @param inputs files and folders by their content; a name that is none counts as text
 * @param build writes `path`, which appears under its name only when all of it is there
 */
export function cached(name: string, inputs: readonly string[], build: (path: string) => void): string {
  const recipe = join(here, `${name.replace(/[.].*$/, '')}.ts`);
  const path = join(cache, `${digest([recipe, ...inputs])}-${name}`);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  removeOld(name);
  const unfinished = join(cache, `unfinished-${process.pid}-${name}`);
  build(unfinished);
  renameSync(unfinished, path);
  return path;
}

/** Not those of today: another run may be booting them. */
function removeOld(name: string): void {
  for (const file of readdirSync(cache).filter((entry) => entry.includes(`-${name}`))) {
    const path = join(cache, file);
    if (statSync(path).mtimeMs < Date.now() - DAY_MS) rmSync(path, { recursive: true });
  }
}

function digest(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesOf(input)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
    hash.update(input).update('\n');
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(input: string): string[] {
  const kind = statSync(input, { throwIfNoEntry: false });
  if (!kind) return [];
  if (kind.isFile()) return [input];
  return readdirSync(input, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
