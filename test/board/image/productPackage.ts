import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../src/prepareSteps.js';
import { cached } from './cached.ts';

/** Everything `npm run package` makes the package of. */
const INPUTS = [
  ...['package.json', 'package-lock.json', 'src', 'models/default', 'native/build/tellersight.node'],
  ...['systemd', 'docs', 'firmware-config'],
];

/** The Debian package of the product as it is now. Returns its path. */
export function productPackage(): string {
  const folder = cached('productPackage', INPUTS, (path) =>
    run('package', process.execPath, ['firmware-config/package/build.ts', '--arch', 'amd64', '--out', path]),
  );
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.deb')) as string);
}
