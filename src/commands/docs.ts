import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { configJsonSchema } from '../config/keys.ts';
import { asyncapi } from '../fleet/asyncapi.ts';
import { topicsPage } from '../fleet/topicsPage.ts';
import { TellersightError } from '../lib/errors.ts';
import { eventsPage } from '../system/eventsPage.ts';
import { systemdCatalog } from '../system/systemdCatalog.ts';
import { configurationPage } from './docs/configurationPage.ts';
import { errorTables } from './docs/errorTables.ts';
import { manPage } from './docs/manPage.ts';
import { printJson } from './output.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Every file that is made from the code's own tables, by its path in the repository. */
export const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/events.md': eventsPage,
  'docs/configuration.md': configurationPage,
  'docs/config.schema.json': () => json(configJsonSchema),
  'docs/topics.md': topicsPage,
  'docs/asyncapi.json': () => json(asyncapi(manifest.version)),
  'systemd/tellersight.catalog': systemdCatalog,
  'docs/tellersight.1': manPage,
  ...errorTables(root),
};

/** Generated files whose content in the repository is not what the code makes now. */
export async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, make] of Object.entries(generated)) {
    const made = await make();
    if (!existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== made) stale.push(path);
  }
  return stale;
}

export function register(program: Command): void {
  program
    .command('docs', { hidden: true })
    .description('write the reference pages, schemas and the journal catalog that are made from the code')
    .option('--write', 'write them')
    .option('--check', 'fail when one is out of date')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight docs --check\n  tellersight docs --write' +
        '\n\nExit codes: 0 up to date or written, 1 out of date, 64 usage.',
    )
    .action(async (options: { write?: boolean; check?: boolean; json?: boolean }) => {
      if (options.write === options.check) throw new TellersightError('USAGE', 'give either --write or --check');
      const stale = await staleFiles();
      if (options.write) {
        for (const path of stale) {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          writeFileSync(join(root, path), await generated[path]!());
        }
      }
      if (options.json) printJson('docs@1', { [options.write ? 'written' : 'stale']: stale });
      else for (const path of stale) console.log(`${options.write ? 'written' : 'out of date'}: ${path}`);
      if (options.check && stale.length > 0) process.exitCode = 1;
    });
}
