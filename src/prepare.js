#!/usr/bin/env node
// Gets a fresh clone ready: Debian packages, npm packages, native addon. Plain JavaScript with nothing but the standard
// library, because it runs before anything is installed, on whatever Node the machine has. Does nothing, quickly, when
// nothing changed. Nothing is downloaded but npm and Debian packages.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { debianPackages, fail, run } from './prepareSteps.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const stampFolder = join(root, 'node_modules', '.tellersight');

/** Debian package -> a file that proves it is installed. */
const packages = {
  'g++': '/usr/bin/g++',
  cmake: '/usr/bin/cmake',
  make: '/usr/bin/make',
  'pkg-config': '/usr/bin/pkg-config',
  'libhwy-dev': '/usr/include/hwy/highway.h',
  'libturbojpeg0-dev': '/usr/include/turbojpeg.h',
  'libsqlite3-dev': '/usr/include/sqlite3ext.h',
  mosquitto: '/usr/sbin/mosquitto',
};

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/[/]build[^/]*[/]/.test(file))
    .sort();
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Runs `work` only if the inputs changed since it last succeeded or its result is gone. */
function step(name, inputs, result, work) {
  const stamp = join(stampFolder, name);
  const wanted = digest(inputs);
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  work();
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(stamp, wanted);
}

function main() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    fail(`${process.platform}/${process.arch} is not supported`, 'Tellersight runs on Linux, x86-64 or 64-bit Arm.');
  }
  debianPackages(packages);
  // Every dependency works without its install scripts (some would download binaries), so none is run.
  step('npm', ['package-lock.json', '.taprc'], 'node_modules/.bin/node', () => {
    run('installing npm packages', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
    run('building the test runner without its TypeScript loader', 'node_modules/.bin/tap', ['build'], {
      PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
    });
  });
  const sources = filesUnder('native');
  step('native', sources, 'native/build/tellersight.node', () => {
    run('configuring the native addon', 'cmake', ['-S', 'native', '-B', 'native/build', '-DCMAKE_BUILD_TYPE=Release']);
    run('building the native addon', 'cmake', ['--build', 'native/build', '-j', '2']);
  });
  if (!statSync('native/build/tellersight.node').isFile())
    fail('the addon was not built', 'Remove native/build and start again.');
}

main();
