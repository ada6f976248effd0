import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { defaultFiles } from '../config/load.ts';
import { type Config, configSchema } from '../config/schema.ts';
import { createDriver } from '../dispenser/createDriver.ts';
import { silentLog } from '../system/log.ts';
import { locatePack } from '../vision/pack/locate.ts';
import { readCalibration } from '../vision/pack/pack.ts';
import { printCapability } from './capability/print.ts';
import { capabilityStatement } from './capability/statement.ts';
import { type ConfigOptions, readConfig, withConfig } from './options.ts';
import { printJson } from './output.ts';

interface Options extends ConfigOptions {
  pack?: string;
  packs?: string;
  json?: boolean;
}

export function register(program: Command): void {
  withConfig(program.command('capability'))
    .description('say what is tested, with counts and bounds, what is not tested, and what is not mitigated')
    .option('--pack <pack>', 'model pack: a name or a folder; default: that of the configuration')
    .option('--packs <dir>', 'extra folder to look for model packs in')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nAll counts are read from the calibration files of the pack and from the driver.' +
        '\n\nExamples:\n  tellersight capability\n  tellersight capability --pack reference --json' +
        '\n\nExit codes: 0 printed, 1 the pack cannot be read, 78 configuration' +
        '\nnot valid, 64 usage.',
    )
    .action((options: Options) => {
      const config = configured(options);
      const packs = options.packs ?? config?.paths.packs;
      const located = locatePack(options.pack ?? config?.vision.pack ?? 'default', packs);
      const { name, version } = located.manifest;
      const statement = capabilityStatement({
        pack: { name, version, manifestSha256: located.manifestSha256 },
        calibration: readCalibration(located),
        policy: config?.policy ?? configSchema.shape.policy.parse({}),
        driver: config ? createDriver(config.dispenser, config.terminal.currency, silentLog) : null,
        light: config ? config.vision.light : null,
      });
      if (options.json) printJson('capability@1', statement);
      else printCapability(statement);
    });
}

/** A pack can be looked at on a bench without a board file; then policy is the default and there is no dispenser. */
function configured(options: ConfigOptions): Config | null {
  const given = options.config !== undefined || options.set !== undefined;
  return given || defaultFiles.some((file) => existsSync(file)) ? readConfig(options).config : null;
}
