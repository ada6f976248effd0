import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';

/** Debian 12's package of each shared library that something in the package links to; null: it comes along. */
const packages: Readonly<Record<string, string | null>> = {
  'libc.so.6': 'libc6 (>= 2.36)',
  'libm.so.6': 'libc6 (>= 2.36)',
  'libdl.so.2': 'libc6 (>= 2.36)',
  'librt.so.1': 'libc6 (>= 2.36)',
  'libpthread.so.0': 'libc6 (>= 2.36)',
  'ld-linux-x86-64.so.2': 'libc6 (>= 2.36)',
  'ld-linux-aarch64.so.1': 'libc6 (>= 2.36)',
  'libstdc++.so.6': 'libstdc++6 (>= 12)',
  'libgcc_s.so.1': 'libgcc-s1 (>= 12)',
  'libatomic.so.1': 'libatomic1 (>= 12)',
  'libhwy.so.1': 'libhwy1 (>= 1.0.3)',
  'libturbojpeg.so.0': 'libturbojpeg0 (>= 1:2.1.5)',
  'libonnxruntime.so.1': null,
};

/**
 * Debian packages that the binaries among `files` need, sorted. An unknown library ends the build: a dependency that was
 * forgotten shows on a board, in the field.
 */
export function libraryPackages(files: readonly string[]): string[] {
  const found = new Set<string>();
  for (const file of files.filter((path) => /[.](node|so[.]\d+)$|\/bin\/node$/.test(path))) {
    const { stdout, status } = spawnSync('readelf', ['--dynamic', '--wide', file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`readelf cannot read ${file}`);
    for (const [, library = ''] of stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g)) {
      const name = packages[library];
      if (name === undefined) throw new Error(`${basename(file)} links to ${library}: say in libraries.ts whose it is`);
      if (name !== null) found.add(name);
    }
  }
  return [...found].sort();
}
