import type { Command } from 'commander';
import type { Config } from '../../config/schema.ts';
import { addLoad, type CassetteLoad, readLoads } from '../../journal/cassetteLoads.ts';
import { openExistingJournal, transaction } from '../../journal/database.ts';
import { forgetDeviceCounts } from '../../journal/deviceCounts.ts';
import { systemClock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';
import { type ConfigOptions, readConfig, withConfig } from '../options.ts';
import { printJson } from '../output.ts';
import { wholeNumber } from './numbers.ts';
import { operatorOption } from './operatorOption.ts';

interface LoadOptions {
  readonly cassette: string;
  readonly notes: string;
  readonly operator: string;
}

export function registerLoad(dispenser: Command): void {
  withConfig(dispenser.command('load'))
    .description('say how many notes are in a cassette now, after filling or exchanging it; also while the daemon runs')
    .requiredOption('--cassette <n>', 'cassette as `dispenser status` numbers it, 1 is the upper one')
    .requiredOption('--notes <n>', 'all notes that are in it now')
    .addOption(operatorOption('who counted'))
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nWith [dispenser] cassettes.near_end_notes set, notes that leave without a command' +
        '\nof this daemon show when the near-end sensor trips too early (CASSETTE_COUNT).' +
        '\n\nExample:\n  tellersight dispenser load --cassette 1 --notes 2000' +
        '\n\nExit codes: 0 recorded, 1 journal cannot be written, 78 configuration not valid, 64 usage.',
    )
    .action((options: ConfigOptions & LoadOptions & { json?: boolean }) => {
      const load = recordLoad(readConfig(options).config, options);
      if (options.json) return printJson('dispenser-load@1', { ...load });
      console.log(`cassette ${options.cassette}: ${load.loaded} notes recorded`);
    });
}

/** @throws JOURNAL_UNREADABLE, JOURNAL_UNWRITABLE, USAGE */
export function recordLoad(config: Config, options: LoadOptions): CassetteLoad {
  const { length } = config.dispenser.cassettes;
  const cassette = wholeNumber('--cassette', options.cassette) - 1;
  const notes = wholeNumber('--notes', options.notes);
  if (cassette < 0 || cassette >= length) {
    throw new TellersightError('USAGE', `--cassette: this board has cassettes 1 to ${length}`);
  }
  if (notes > 9999) throw new TellersightError('USAGE', `--notes: ${notes} do not fit into a cassette`);
  const db = openExistingJournal(config.paths.state);
  try {
    return transaction(db, () => {
      addLoad(db, cassette, notes, options.operator, systemClock.now().toISOString());
      forgetDeviceCounts(db);
      return readLoads(db).find((load) => load.cassette === cassette)!;
    });
  } finally {
    db.close();
  }
}
