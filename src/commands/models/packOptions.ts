import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { defaultFiles } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { Trust } from '../../packs/seal.ts';
import { type ConfigOptions, readConfig, withConfig } from '../options.ts';

export interface PackOptions extends ConfigOptions {
  packs?: string;
  json?: boolean;
}

export function withPacks(command: Command): Command {
  return withConfig(command)
    .option('--packs <dir>', 'folder of the packs; default: paths.packs of the configuration')
    .option('--json', 'machine-readable output');
}

export interface PackContext {
  readonly packs: string | undefined;
  readonly trust: Trust;
  /** Null on a machine without one, where a pack can be looked at all the same. */
  readonly config: Config | null;
}

/** What is pinned on this board; without a configuration nobody is, and nothing is a bench. */
export function packContext(options: PackOptions): PackContext {
  const given = options.config !== undefined || options.set !== undefined;
  const config = given || defaultFiles.some((file) => existsSync(file)) ? readConfig(options).config : null;
  const trust = { signers: config?.packs.signers ?? {}, bench: config?.terminal.bench ?? false };
  return { packs: options.packs ?? config?.paths.packs, trust, config };
}

/** @throws USAGE when neither the command line nor the configuration says where packs are installed */
export function requirePacks({ packs }: PackContext): string {
  if (packs) return packs;
  throw new TellersightError('USAGE', 'where are packs installed? Set paths.packs or give --packs DIR');
}
