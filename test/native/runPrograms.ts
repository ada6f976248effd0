import { spawnSync } from 'node:child_process';
import { fail, say } from '../../src/prepareSteps.js';

/** The addon's own tests: programs that print TAP. */
export const programs = ['pixels_test', 'capture_test', 'light_test'];

/**
 * Runs the programs and prints what failed, then "N passed, N failed"; sets the exit code.
 *
 * @param command how a program is started: command line up to its name, environment
 */
export function runPrograms(command: (program: string) => string[], env: NodeJS.ProcessEnv = process.env): void {
  let [passed, failed] = [0, 0];
  for (const program of programs) {
    const begun = performance.now();
    const [path = '', ...args] = command(program);
    const { status, stdout, stderr, error } = spawnSync(path, args, { encoding: 'utf8', timeout: 600_000, env });
    if (error) fail(`${program}: ${error.message}`, `Type: ${[path, ...args].join(' ')}`);
    const lines = stdout.split('\n');
    const count = (word: string) => lines.filter((line) => line.startsWith(`${word} `)).length;
    for (const line of new Set(lines.filter((line) => /^(not ok|#) /.test(line)))) console.log(`${program}: ${line}`);
    if (status !== 0) console.log(stderr.slice(-4000));
    say(`${program}: ${((performance.now() - begun) / 1000).toFixed(1)} s, status ${status}`);
    passed += count('ok');
    // A program that ends early has not said what it did not run.
    failed += count('not ok') + (status === 0 ? 0 : 1);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
