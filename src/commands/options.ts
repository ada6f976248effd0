import type { Command } from 'commander';
import type { LoadedConfig } from '../config/load.ts';
import { loadConfig } from '../config/load.ts';

export interface ConfigOptions {
  config?: string[];
  set?: string[];
}

const collect = (value: string, list: string[] = []) => [...list, value];

/** Adds --config and --set to a command that reads the configuration. */
export function withConfig(command: Command): Command {
  return command
    .option('-c, --config <file>', 'TOML file; may be given more than once, later files win', collect)
    .option('--set <key=value>', 'override one setting, e.g. --set fleet.enabled=false', collect);
}

export function readConfig(options: ConfigOptions): LoadedConfig {
  return loadConfig({
    ...(options.config ? { files: options.config } : {}),
    ...(options.set ? { set: options.set } : {}),
  });
}
