// npm run test:arm: cross-compiles the addon for 64-bit Arm and runs its own tests there, under user-mode emulation: the
// NEON kernels give the reference's bytes. 1 = a failure.
import { join } from 'node:path';
import { buildForArm } from '../../native/arm/build.ts';
import { debianPackages } from '../../src/prepareSteps.js';
import { programs, runPrograms } from './runPrograms.ts';

/** Where the cross compiler's own libraries lie. */
const compilerRoot = '/usr/aarch64-linux-gnu';

debianPackages({ 'qemu-user': '/usr/bin/qemu-aarch64' });
const { folder, libraries } = buildForArm(['tellersight', ...programs]);
runPrograms((program) => {
  const environment = ['-E', `LD_LIBRARY_PATH=${libraries}`];
  return ['qemu-aarch64', '-L', compilerRoot, ...environment, join(folder, program)];
});
