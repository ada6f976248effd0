import type { Command } from 'commander';
import { recordSmoke } from '../../packs/recordSmoke.ts';
import { sealPack } from '../../vision/pack/seal.ts';
import { printJson } from '../output.ts';

export function addSeal(models: Command): void {
  models
    .command('seal')
    .argument('<folder>', 'folder with manifest.json')
    .description("write sizes and hashes of the folder's files into its manifest (for makers of packs)")
    .option('--smoke', 'record what the models answer to the test pattern on this machine')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models seal my-pack --smoke\n\nExit codes: 0 sealed, 1 cannot be read or written, 64 usage.',
    )
    .action(async (folder: string, options: { smoke?: boolean; json?: boolean }) => {
      const changed = sealPack(folder);
      if (options.smoke) changed.push(...(await recordSmoke(folder)).map((file) => `${file} (smoke vector)`));
      if (options.json) printJson('models-seal@1', { changed });
      else console.log(changed.length > 0 ? `sealed: ${changed.join(', ')}` : 'nothing changed');
    });
}
