import type { Command } from 'commander';
import type { Config } from '../../config/schema.ts';
import type { PurgeReport } from '../../dispenser/driver.ts';
import { openExistingJournal } from '../../journal/database.ts';
import { beginPurge, endPurge } from '../../journal/purges.ts';
import { systemClock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';
import { type ConfigOptions, readConfig, withConfig } from '../options.ts';
import { paint, printJson } from '../output.ts';
import { operatorOption } from './operatorOption.ts';

interface PurgeOptions {
  readonly operator: string;
  readonly safeIsOpen?: boolean;
}

export function registerPurge(dispenser: Command): void {
  withConfig(dispenser.command('purge'))
    .description('run the transport: notes on the path go to the reject tray; the daemon must not run')
    .option('--safe-is-open', 'a person stands at the open safe: a note at the exit may fall out of the slot')
    .addOption(operatorOption('who does it'))
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nIt settles nothing and unlocks nothing: count afterwards, then `tellersight dispenser reconcile`.' +
        '\n\nExit codes: 0 purged, 1 not purged or result not known, 78 configuration not valid, 64 usage.',
    )
    .action(async (options: ConfigOptions & PurgeOptions & { json?: boolean }) => {
      const report = await purge(readConfig(options).config, options);
      if (report.outcome !== 'purged') process.exitCode = 1;
      if (options.json) return printJson('dispenser-purge@1', { ...report });
      const colour = report.outcome === 'purged' ? 'green' : 'red';
      const device = report.deviceCode === null ? '' : `, device code ${report.deviceCode}`;
      console.log(
        `${paint(colour, report.outcome)}${device}${report.deviceMeaning ? ` (${report.deviceMeaning})` : ''}`,
      );
      console.log('Count exit, reject tray and cassettes now, then reconcile.');
    });
}

/** @throws USAGE, DISPENSER_OFFLINE, DISPENSER_PROTOCOL, JOURNAL_UNREADABLE, JOURNAL_UNWRITABLE */
export async function purge(config: Config, options: PurgeOptions): Promise<PurgeReport> {
  if (!options.safeIsOpen) {
    throw new TellersightError('USAGE', 'purge moves notes, one may fall out of the slot: say --safe-is-open', {
      hint: 'Stop the daemon, open the safe, keep customers away from the slot, then add --safe-is-open.',
    });
  }
  const db = openExistingJournal(config.paths.state);
  try {
    // Loaded when needed: other commands of this group work without the serial port's native code.
    const { withDevice } = await import('./withDevice.ts');
    const hint = 'Is the daemon running? It holds the port; stop it first.';
    return await withDevice(config, undefined, hint, async (driver) => {
      let id: number | null = null;
      const report = await driver.purge({
        sent: () => {
          id ??= beginPurge(db, options.operator, systemClock.now().toISOString());
        },
        acknowledged() {},
      });
      if (id !== null) endPurge(db, id, report);
      return report;
    });
  } finally {
    db.close();
  }
}
