// npm run test:arm: cross-compiles the addon for 64-bit Arm and runs its own tests there, under user-mode emulation: the
// NEON kernels give the reference's bytes. 1 = a failure.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { debianPackages, run } from '../../src/prepareSteps.js';
import { programs, runPrograms } from './runPrograms.ts';

const build = resolve('native/build-arm64');
const sysroot = join(build, 'sysroot');
/** Where the cross compiler's own libraries lie. */
const compilerRoot = '/usr/aarch64-linux-gnu';
/** What the addon links to; taken apart into the sysroot, never installed. */
const armPackages = ['libhwy1', 'libhwy-dev', 'libturbojpeg0', 'libturbojpeg0-dev'];

debianPackages({
  'g++-aarch64-linux-gnu': '/usr/bin/aarch64-linux-gnu-g++',
  'qemu-user': '/usr/bin/qemu-aarch64',
});
if (!existsSync(join(sysroot, 'usr/lib/aarch64-linux-gnu/libhwy.so'))) unpackSysroot();
run('configuring for aarch64', 'cmake', [
  ...['-S', 'native', '-B', build, '-DCMAKE_BUILD_TYPE=Release'],
  ...[`-DCMAKE_TOOLCHAIN_FILE=${resolve('native/arm/toolchain.cmake')}`, `-DTELLERSIGHT_SYSROOT=${sysroot}`],
]);
run('building for aarch64', 'cmake', ['--build', build, '-j', '2', '--target', 'tellersight', ...programs]);
const libraries = join(sysroot, 'usr/lib/aarch64-linux-gnu');
runPrograms((program) => {
  const environment = ['-E', `LD_LIBRARY_PATH=${libraries}`];
  return ['qemu-aarch64', '-L', compilerRoot, ...environment, join(build, program)];
});

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
