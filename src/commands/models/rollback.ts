import type { Command } from 'commander';
import { rollbackPack } from '../../packs/rollbackPack.ts';
import { paint, printJson } from '../output.ts';
import { type PackOptions, packContext, requirePacks, withPacks } from './packOptions.ts';

export function addRollback(models: Command): void {
  withPacks(models.command('rollback'))
    .description('check the pack that was active before and make it active again')
    .addHelpText(
      'after',
      '\nThe pack that is left stays installed; `models install FOLDER` takes it again.' +
        '\n\nExample:\n  tellersight models rollback -c board.toml' +
        '\n\nExit codes: 0 done, 1 there is none or it is not whole (nothing changed),\n64 usage, 78 configuration not valid or pack not trusted.',
    )
    .action(async (options: PackOptions) => {
      const context = packContext(options);
      const { active, previous } = await rollbackPack(requirePacks(context), context.trust);
      if (options.json) return printJson('models-rollback@1', { active, previous });
      console.log(`${paint('green', 'active')}: ${active}\nRestart both units: systemctl restart tellersight.target`);
    });
}
