import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Shipped } from './closure.ts';
import { debian, root } from './paths.ts';
import { shippedFiles } from './shippedFiles.ts';
import type { Target } from './targets.ts';

/** One file of the package: where it goes, and what it is. */
export interface Entry {
  /** Below the root of the board, without a leading slash. */
  readonly path: string;
  /** A file to copy, or bytes. */
  readonly from: string | Buffer;
  readonly executable?: boolean;
}

/** Folders that are empty in the package. Keys are made on the board, readable by root alone. */
export const emptyFolders: readonly { path: string; mode: number }[] = [{ path: 'etc/tellersight/keys', mode: 0o700 }];

/** Debian's list of what an engineer may change and an update must not overwrite. */
export const conffiles: readonly string[] = ['/etc/tellersight/board.toml'];

export interface Inputs {
  readonly target: Target;
  /** Folder with the `node_modules` of the target. */
  readonly dependencies: string;
  readonly shipped: readonly Shipped[];
  readonly addon: string;
  readonly copyright: string;
}

/** Everything that is in the package. */
export function layout({ target, dependencies, shipped, addon, copyright }: Inputs): Entry[] {
  const home = 'usr/lib/tellersight';
  const documents = 'usr/share/doc/tellersight';
  const node = join(dependencies, `node_modules/node-linux-${target.cpu}/bin/node`);
  return [
    { path: `${home}/bin/node`, from: node, executable: true },
    { path: `${home}/package.json`, from: Buffer.from(manifest()) },
    ...tree('src', `${home}/src`).filter(({ path }) => !/\/src\/prepare[^/]*$/.test(path)),
    ...tree('models/default', `${home}/models/default`),
    ...tree('firmware-config/boards', `${home}/firmware-config/boards`),
    { path: `${home}/native/build/tellersight.node`, from: addon },
    ...shipped.flatMap(({ folder, name }) =>
      shippedFiles(join(dependencies, folder), name, target).map((file) => ({
        path: `${home}/${folder}/${file}`,
        from: join(dependencies, folder, file),
      })),
    ),
    { path: 'usr/bin/tellersight', from: join(debian, 'tellersight.sh'), executable: true },
    { path: 'etc/tellersight/board.toml', from: join(root, 'firmware-config/boards/generic-x86.toml') },
    ...systemFiles(),
    ...tree('docs', documents).filter(({ path }) => /[.](md|json)$/.test(path)),
    ...tree('systemd/light', `${documents}/examples/light`),
    ...tree('systemd/examples', `${documents}/examples`),
    { path: `${documents}/copyright`, from: Buffer.from(copyright) },
    { path: `${documents}/changelog.gz`, from: compressed(join(debian, 'changelog')) },
    { path: 'usr/share/man/man1/tellersight.1.gz', from: compressed(join(root, 'docs/tellersight.1')) },
    { path: 'usr/share/lintian/overrides/tellersight', from: join(debian, 'lintian-overrides') },
  ];
}

/** As systemd/README.md says. */
function systemFiles(): Entry[] {
  const places: Readonly<Record<string, string>> = {
    'tellersight.target': 'usr/lib/systemd/system/tellersight.target',
    'tellersight.service': 'usr/lib/systemd/system/tellersight.service',
    'tellersight-vision.service': 'usr/lib/systemd/system/tellersight-vision.service',
    '80-tellersight.preset': 'usr/lib/systemd/system-preset/80-tellersight.preset',
    'tellersight.sysusers.conf': 'usr/lib/sysusers.d/tellersight.conf',
    'tellersight.tmpfiles.conf': 'usr/lib/tmpfiles.d/tellersight.conf',
    'tellersight.catalog': 'usr/lib/systemd/catalog/tellersight.catalog',
    // Where udev of Debian 12 has its own; the same folder as /usr/lib/udev there.
    '70-tellersight.rules': 'lib/udev/rules.d/70-tellersight.rules',
  };
  return Object.entries(places).map(([name, path]) => ({ path, from: join(root, 'systemd', name) }));
}

function tree(folder: string, place: string): Entry[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((from) => ({ path: `${place}${from.slice(join(root, folder).length)}`, from }));
}

/** What of package.json the program reads; scripts and development packages are no matter of a board. */
function manifest(): string {
  const { name, version, description, license, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${JSON.stringify({ name, version, description, license, private: true, type }, null, 2)}\n`;
}

/** gzip without name and time, so that it is the same tomorrow. */
function compressed(file: string): Buffer {
  return gzipSync(readFileSync(file), { level: 9 });
}
