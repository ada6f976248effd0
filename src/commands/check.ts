import type { Command } from 'commander';
import { configKeys } from '../config/keys.ts';
import type { ConfigOptions } from './options.ts';
import { readConfig, withConfig } from './options.ts';
import { paint, printJson } from './output.ts';

export function register(program: Command): void {
  withConfig(program.command('check'))
    .description('check the configuration and say what is wrong with it')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight check\n  tellersight check -c board.toml -c local.toml --json' +
        '\n\nExit codes: 0 valid, 78 not valid (systemd does not restart on it), 64 usage.',
    )
    .action((options: ConfigOptions & { json?: boolean }) => {
      const { sources } = readConfig(options);
      const given = [...sources.values()].filter((source) => source !== 'default').length;
      if (options.json) printJson('config-check@1', { valid: true, settings: configKeys.length, given });
      else console.log(`${paint('green', 'valid')}: ${given} settings given, ${configKeys.length - given} by default`);
    });
}
