import type { Command } from 'commander';
import { showConfig } from '../config/show.ts';
import type { ConfigOptions } from './options.ts';
import { readConfig, withConfig } from './options.ts';
import { paint, printJson, table } from './output.ts';

export function register(program: Command): void {
  const config = program.command('config').description('look at the configuration');
  withConfig(config.command('show'))
    .description('print every setting as it is in force')
    .option('--sources', 'say where each value came from')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nKeys are shown by file name, never by content. A narrow terminal cuts' +
        '\nlong values; a pipe or --json does not.' +
        '\n\nExamples:\n  tellersight config show --sources\n  tellersight config show --set fleet.enabled=false --json' +
        '\n\nExit codes: 0 printed, 78 configuration not valid, 64 usage.',
    )
    .action((options: ConfigOptions & { sources?: boolean; json?: boolean }) => {
      const settings = showConfig(readConfig(options));
      if (options.json) return printJson('config-show@1', { settings });
      const rows = settings.map(({ key, value, source }) => {
        const text = value === null ? paint('dim', '(not set)') : JSON.stringify(value);
        return options.sources ? [key, text, source === 'default' ? paint('dim', source) : source] : [key, text];
      });
      console.log(table(options.sources ? ['setting', 'value', 'from'] : ['setting', 'value'], rows));
    });
}
