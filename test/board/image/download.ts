import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../src/prepareSteps.js';

/** Debian's package `name`, taken apart into a folder below `parts`, never installed. Returns the folder. */
export function download(name: string, parts: string): string {
  const folder = join(parts, name);
  mkdirSync(folder, { recursive: true });
  // apt-get download writes into the folder it runs in.
  const script = 'cd "$1" && exec apt-get -o APT::Sandbox::User=root download "$2"';
  run(`downloading ${name}`, 'sh', ['-c', script, 'sh', folder, name]);
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb')) as string;
  run(`unpacking ${name}`, 'dpkg-deb', ['-x', join(folder, file), join(folder, 'tree')]);
  return join(folder, 'tree');
}
