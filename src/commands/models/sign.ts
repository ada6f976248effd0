import type { Command } from 'commander';
import { signPack } from '../../packs/signPack.ts';
import { printJson } from '../output.ts';

export function addSign(models: Command): void {
  models
    .command('sign')
    .argument('<pack>', 'folder with manifest.json')
    .description('sign a pack, so that boards that pin the key take it (for makers of packs)')
    .requiredOption('--key <file>', 'Ed25519 private key (PKCS#8 PEM), openssl genpkey -algorithm ed25519')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models sign acme --key acme.pem' +
        '\n\nExit codes: 0 signed, 1 a file is not the one in the manifest, 64 usage,\n78 the key cannot be read.',
    )
    .action(async (pack: string, options: { key: string; json?: boolean }) => {
      const publicKey = await signPack(pack, options.key);
      if (options.json) printJson('models-sign@1', { publicKey });
      else console.log(`signed. Boards take it with\n\n[packs.signers]\nNAME = "${publicKey}"`);
    });
}
