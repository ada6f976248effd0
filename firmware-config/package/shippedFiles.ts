import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './targets.ts';

/** Code, data and shared objects; everything else in an npm package is for people and compilers. */
const runs = /[.](js|cjs|mjs|json|node|so[.]\d+)$/;
/** Of tools that were used to make the package. */
const tools = /(^|\/)([.][^/]*|(tsconfig|tslint|vcpkg|nyc)[^/]*[.]json|[^/]*[.]config[.][cm]?js|example[.]js)$/;
const toolFolders = /^(test|tests|benchmarks?|bench|examples?|docs?|script|scripts|vendor)$/;

/** Packages that carry the same thing more than once: what is kept. */
const only: Readonly<Record<string, RegExp>> = {
  // The loader of zeromq's binary; the rest is a build tool.
  'cmake-ts': /^(package[.]json|build\/loader[.]m?js)$/,
  'node-gyp-build': /^(package|index|node-gyp-build)[.]js(on)?$/,
  // Its build tool, and a generator of code.
  koffi: /^(?!cnoke|.*trampolines)/,
  // The rest are bundles for browsers and a command line.
  mqtt: /^(package[.]json|build\/(?!bin\/).*)$/,
  // One build per Node version, all of Node-API: the newest glibc one is what the loader takes.
  zeromq: /^(package[.]json|lib\/.*|build\/manifest[.]json|build\/linux\/[^/]*\/node\/glibc-127-Release\/.*)$/,
  zod: /^(?!.*[.]cjs$)/,
};

/** Files of one npm package that a board of this kind needs, relative to its folder, sorted. */
export function shippedFiles(folder: string, name: string, target: Target): string[] {
  return walk(folder, '')
    .filter((file) => runs.test(file) && !tools.test(file) && (only[name]?.test(file) ?? true))
    .filter((file) => !/[.](node|so[.]\d+)$/.test(file) || isNative(join(folder, file), target))
    .sort();
}

function walk(root: string, below: string): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile()) return [path];
    // A nested package is one of its own (closure.ts).
    if (!entry.isDirectory() || entry.name === 'node_modules' || toolFolders.test(entry.name)) return [];
    return walk(root, path);
  });
}

/** An ELF file of this processor for the GNU C library: by its header, because names differ from package to package. */
function isNative(path: string, { machine }: Target): boolean {
  if (/musl|android/.test(path)) return false;
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header.readUInt32BE(0) === 0x7f454c46 && header.readUInt16LE(18) === machine;
}
