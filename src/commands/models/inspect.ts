import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { sealOf, sealText } from '../../packs/seal.ts';
import { type LocatedPack, locatePack } from '../../vision/pack/locate.ts';
import type { Manifest } from '../../vision/pack/manifest.ts';
import { expectedOutputs } from '../../vision/pack/model.ts';
import { paint, printJson } from '../output.ts';
import { type PackOptions, packContext, withPacks } from './packOptions.ts';

export function addInspect(models: Command): void {
  withPacks(models.command('inspect').argument('[pack]', 'name, folder, or active', 'default'))
    .description('print contracts, digests, licences and figures of a pack without loading it')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models inspect default --json\n\nExit codes: 0 printed, 1 cannot be read, 64 usage,\n78 configuration not valid.',
    )
    .action(inspect);
}

function inspect(name: string, options: PackOptions): void {
  const { packs, trust } = packContext(options);
  const located = locatePack(name, packs);
  const { manifest, folder, manifestSha256 } = located;
  const seal = sealOf(located, trust.signers);
  const cards = cardsOf(located);
  if (options.json) {
    printJson('models-inspect@1', { folder, manifestSha256, seal, cards, manifest });
    return;
  }
  console.log(
    `${paint('bold', `${manifest.name} ${manifest.version}`)}  ${folder}\n` +
      `manifest sha256 ${manifestSha256}, ${sealText(seal)}\n${manifest.description}\n`,
  );
  for (const model of manifest.models) console.log(`${describe(model)}\n`);
  for (const card of cards) console.log(`${card.file}: ${card.unstated} left unstated by its maker`);
}

/** The cards that the manifest pins, with the questions of the template that nobody answered. */
function cardsOf({ manifest, folder }: LocatedPack): { file: string; unstated: number }[] {
  return (manifest.cards ?? [])
    .filter(({ file }) => existsSync(join(folder, file)))
    .map(({ file }) => ({
      file,
      unstated: readFileSync(join(folder, file), 'utf8').match(/^NOT STATED/gm)?.length ?? 0,
    }));
}

function describe(model: Manifest['models'][number]): string {
  const { input } = model;
  const { kind, ...rest } = input.crop;
  const crop = [kind, ...Object.values(rest)].join(' ');
  return [
    `${paint('bold', model.role)}  ${model.file}  ${model.bytes} bytes  sha256 ${model.sha256.slice(0, 16)}`,
    `  input   ${input.name} ${input.type} ${input.layout} ${input.channels} ${input.width}x${input.height}, crop ${crop}`,
    `  output  ${model.output.kind}: ${Object.entries(expectedOutputs(model))
      .map(([port, sides]) => `${port} [${sides}]`)
      .join(', ')}`,
    `  licence ${model.licence}`,
    `  source  ${model.source}`,
    ...model.metrics.map((metric) => `  ${metric.name}: ${metric.value} (${metric.set})`),
  ].join('\n');
}
