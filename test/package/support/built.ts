import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

export { version };

/** The package that `npm run package` made; `npm run test:package` makes it first. */
export const deb = join(root, `dist/tellersight_${version}_amd64.deb`);
export const bom = deb.replace(/deb$/, 'cdx.json');
if (!existsSync(deb)) throw new Error(`${deb} is missing: npm run test:package`);

/** Runs a program to its end; throws with its output when it does not answer with 0. */
export function must(program: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 600_000,
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? ''}${stdout}${stderr}`);
  return stdout;
}

export interface Listed {
  readonly mode: string;
  readonly owner: string;
  readonly size: number;
  /** Below the root of the board; folders end with a slash. */
  readonly path: string;
}

/** What is in the package. */
export function listed(): Listed[] {
  return must('dpkg-deb', ['--contents', deb])
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, mode = '', owner = '', size = '', path = ''] = /^(\S+) (\S+) +(\d+) \S+ \S+ [.]\/(.*)$/.exec(line) ?? [];
      return { mode, owner, size: Number(size), path };
    });
}
