// Cross-compiles the addon for 64-bit Arm: Debian's compiler, and libraries of that architecture unpacked into a folder.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { debianPackages, run } from '../../src/prepareSteps.js';

const build = resolve('native/build-arm64');
const sysroot = join(build, 'sysroot');
/** What the addon links to; taken apart into the sysroot, never installed. */
const armPackages = ['libhwy1', 'libhwy-dev', 'libturbojpeg0', 'libturbojpeg0-dev'];

export interface ArmBuild {
  /** Where the results lie. */
  readonly folder: string;
  /** The shared libraries that they link to. */
  readonly libraries: string;
}

/** Builds these CMake targets; run in the root of the repository. */
export function buildForArm(targets: readonly string[]): ArmBuild {
  debianPackages({ 'g++-aarch64-linux-gnu': '/usr/bin/aarch64-linux-gnu-g++' });
  if (!existsSync(join(sysroot, 'usr/lib/aarch64-linux-gnu/libhwy.so'))) unpackSysroot();
  run('configuring for aarch64', 'cmake', [
    ...['-S', 'native', '-B', build, '-DCMAKE_BUILD_TYPE=Release'],
    ...[`-DCMAKE_TOOLCHAIN_FILE=${resolve('native/arm/toolchain.cmake')}`, `-DTELLERSIGHT_SYSROOT=${sysroot}`],
  ]);
  run('building for aarch64', 'cmake', ['--build', build, '-j', '2', '--target', ...targets]);
  return { folder: build, libraries: join(sysroot, 'usr/lib/aarch64-linux-gnu') };
}

/** A package list of its own, so that the machine's is left as it is: no foreign architecture is added to it. */
function unpackSysroot(): void {
  const apt = join(build, 'apt');
  for (const folder of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(join(apt, folder), { recursive: true });
  const status = join(apt, 'status');
  writeFileSync(status, '');
  const settings = [
    ...['APT::Architecture=arm64', 'APT::Architectures=arm64', `Dir::State=${join(apt, 'state')}`],
    ...[`Dir::State::status=${status}`, `Dir::Cache=${join(apt, 'cache')}`],
  ].flatMap((setting) => ['-o', setting]);
  run('reading the package list of arm64', 'apt-get', [...settings, 'update', '-qq']);
  // apt-get download writes into the folder it runs in.
  run(`downloading ${armPackages.join(', ')}`, 'sh', [
    ...['-c', 'cd "$1" && shift && exec apt-get "$@"', 'sh', apt],
    ...[...settings, 'download', ...armPackages],
  ]);
  for (const file of readdirSync(apt).filter((name) => name.endsWith('.deb'))) {
    run(`unpacking ${file}`, 'dpkg-deb', ['-x', join(apt, file), sysroot]);
  }
}
