import type { Command } from 'commander';
import { removePack } from '../../packs/removePack.ts';
import { printJson } from '../output.ts';
import { type PackOptions, packContext, requirePacks, withPacks } from './packOptions.ts';

export function addRemove(models: Command): void {
  withPacks(models.command('remove').argument('<name>', 'folder of the pack in the packs folder: NAME-VERSION'))
    .description('delete an installed pack that is not in use')
    .addHelpText(
      'after',
      '\nIt can no longer be gone back to with `models rollback`.' +
        '\n\nExample:\n  tellersight models remove acme-1.0.0 -c board.toml' +
        '\n\nExit codes: 0 gone, 1 in use or not there (nothing changed), 64 usage,\n78 configuration not valid.',
    )
    .action(async (name: string, options: PackOptions) => {
      const context = packContext(options);
      await removePack({ packs: requirePacks(context), name, configured: context.config?.vision.pack });
      if (options.json) printJson('models-remove@1', { removed: name });
      else console.log(`removed: ${name}`);
    });
}
