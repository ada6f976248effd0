import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** An npm package that ships. */
export interface Shipped {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly license: string;
  /** Below the folder that holds `node_modules`, e.g. `node_modules/mqtt`. */
  readonly folder: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Needed to install or compile a package, never to run it: what only they need is left out with them. */
const installOnly = /^(@types\/.*|adm-zip|global-agent|node-addon-api|node-linux-.*)$/;

/** Every npm package that the product needs at run time, found as Node would find it; sorted by folder. */
export function closure(folder: string): Shipped[] {
  const found = new Map<string, Shipped>();
  const visit = (at: string) => {
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(at);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (installOnly.test(name)) continue;
      const next = resolve(folder, at, name);
      if (next === null) {
        // Of another platform, or of a database that is not used: npm left it out on purpose.
        if (name in optionalDependencies) continue;
        throw new Error(`${at} needs ${name}, which npm did not install`);
      }
      if (found.has(next)) continue;
      const { name: actual, version, license } = manifestOf(next);
      if (!license) throw new Error(`${actual} ${version} states no licence`);
      found.set(next, { name: actual, version, license, folder: relative(folder, next) });
      visit(next);
    }
  };
  visit(folder);
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Node's search: `node_modules` of the package itself, then of each folder above it. */
function resolve(root: string, from: string, name: string): string | null {
  for (let at = from; at.startsWith(root); at = join(at, '..')) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return null;
}
