import type { Command } from 'commander';
import { checkPack } from '../../packs/checkPack.ts';
import { requireTrust, sealOf, sealText } from '../../packs/seal.ts';
import { locatePack } from '../../vision/pack/locate.ts';
import { paint, printJson } from '../output.ts';
import { type PackOptions, packContext, withPacks } from './packOptions.ts';

export function addVerify(models: Command): void {
  withPacks(models.command('verify').argument('[pack]', 'name, folder, or active', 'default'))
    .description('check signature, files, digests, contracts and calibration of a pack, and run its models')
    .addHelpText(
      'after',
      '\nWithout a configuration no signer is pinned: the seal is told, not judged.' +
        '\n\nExample:\n  tellersight models verify default\n\nExit codes: 0 whole, 1 not (the message names the file), 64 usage,\n78 configuration not valid or pack not trusted.',
    )
    .action(verify);
}

async function verify(name: string, options: PackOptions): Promise<void> {
  const { packs, trust, config } = packContext(options);
  const found = locatePack(name, packs);
  const seal = config ? requireTrust(found, trust) : sealOf(found, trust.signers);
  const { identity, calibration, located } = await checkPack(name, packs);
  if (options.json) {
    const parts = { match: calibration.match !== null, pad: calibration.pad !== null };
    return printJson('models-verify@1', { whole: true, pack: identity, seal, calibration: parts });
  }
  const { models } = located.manifest;
  console.log(
    `${paint('green', 'whole')}: ${identity.name} ${identity.version}, ${models.length} models, ${sealText(seal)}`,
  );
  if (!calibration.match) console.log('no match calibration: the teller refuses to start with this pack (R6)');
  if (!calibration.pad) console.log('no PAD calibration: the teller refuses to start with this pack');
}
