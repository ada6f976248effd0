// npm run test:sanitize: the addon's own tests with AddressSanitizer and UndefinedBehaviorSanitizer. 1 = a failure.
import { join, resolve } from 'node:path';
import { run } from '../../src/prepareSteps.js';
import { programs, runPrograms } from './runPrograms.ts';

const build = resolve('native/build-sanitize');
run('configuring with sanitizers', 'cmake', ['-S', 'native', '-B', build, '-DTELLERSIGHT_SANITIZE=ON']);
run('building with sanitizers', 'cmake', ['--build', build, '-j', '2', '--target', ...programs]);
runPrograms((program) => [join(build, program)]);
