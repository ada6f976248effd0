import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { debian, root } from './paths.ts';

/** What the newest entry of the changelog says; deb-changelog(5). */
export interface Release {
  /** As Debian compares it: `0.2.0~rc.1` is older than `0.2.0`. */
  readonly version: string;
  /** When it was made, seconds since 1970: the time of every file in the package. */
  readonly epoch: number;
}

/** @throws when the changelog does not tell of the version in package.json: a release without a word is none */
export function newestRelease(): Release {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const wanted = version.replace('-', '~');
  const text = readFileSync(join(debian, 'changelog'), 'utf8');
  const found = /^tellersight \(([^)]+)\)/.exec(text)?.[1];
  if (found !== wanted)
    throw new Error(`debian/changelog begins with ${found}, package.json says ${version}: add an entry`);
  const date = /^ -- .* {2}(.*)$/m.exec(text)?.[1];
  const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? Date.parse(date ?? '') / 1000);
  if (!Number.isInteger(epoch)) throw new Error(`debian/changelog: ${date} is no date`);
  return { version: wanted, epoch };
}
