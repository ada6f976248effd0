// What prepare.js and the programs of test/ that need more than it have in common. Plain JavaScript with nothing but the
// standard library, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const colour = process.stderr.isTTY ? (code, text) => `\x1b[${code}m${text}\x1b[0m` : (_, text) => text;
/** Of the program that runs; one called run.ts has the name of its folder. */
const script = process.argv[1] ?? 'prepare';
const name = basename(script).startsWith('run.')
  ? basename(dirname(script))
  : basename(script).replace(/[.][a-z]+$/, '');
/** @param {string} text */
export const say = (text) => console.error(`${colour(36, name)} ${text}`);

/**
 * @param {string} text
 * @param {string} hint
 * @returns {never}
 */
export function fail(text, hint) {
  console.error(`${colour(31, `${name} failed`)}: ${text}\n  ${hint}`);
  process.exit(1);
}

/**
 * Runs a program; its output is shown only when it fails.
 *
 * @param {string} what
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} environment
 */
export function run(what, program, args, environment = {}) {
  const begun = Date.now();
  say(`${what} ...`);
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1e8,
  });
  if (result.error || result.status !== 0) {
    console.error(result.stdout?.slice(-4000) ?? '', result.stderr?.slice(-4000) ?? '', result.error?.message ?? '');
    fail(
      `${what}: ${program} ${args.join(' ')}`,
      'The output above says why; mend it and start again, finished steps are not repeated.',
    );
  }
  say(`${what}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

/**
 * Installs what is missing.
 *
 * @param {Record<string, string>} packages Debian package -> a file that proves it is installed
 */
export function debianPackages(packages) {
  const missing = Object.entries(packages)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    fail(`Debian packages are missing: ${missing.join(', ')}`, `Type: sudo ${command}`);
  }
  run('updating the package list', 'apt-get', ['update', '-qq']);
  run(`installing ${missing.join(', ')}`, 'apt-get', command.split(' ').slice(1), {
    DEBIAN_FRONTEND: 'noninteractive',
  });
}
