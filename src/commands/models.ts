import { basename } from 'node:path';
import type { Command } from 'commander';
import { toTellersightError } from '../lib/errors.ts';
import { listPacks, locatePack } from '../vision/pack/locate.ts';
import type { Manifest } from '../vision/pack/manifest.ts';
import { expectedOutputs } from '../vision/pack/model.ts';
import { Pack } from '../vision/pack/pack.ts';
import { sealPack } from '../vision/pack/seal.ts';
import { paint, printJson, table } from './output.ts';

interface Options {
  packs?: string;
  json?: boolean;
}

export function register(program: Command): void {
  const models = program
    .command('models')
    .description('model packs: what is there, is it whole, what does it do')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight models list\n  tellersight models verify default\n' +
        '  tellersight models verify reference --packs vendor-models\n  tellersight models inspect default --json',
    );
  const withPacks = (command: Command) =>
    command
      .option('--packs <dir>', 'extra folder to look for packs and their files in')
      .option('--json', 'machine-readable output');
  withPacks(models.command('list').description('packs that are found'))
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models list --packs vendor-models\n\nExit codes: 0 listed, 64 usage.',
    )
    .action(list);
  withPacks(models.command('verify').argument('[pack]', 'name or folder', 'default'))
    .description('check every file, hash, shape and calibration of a pack by loading it')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models verify default\n\nExit codes: 0 whole, 1 not (the message names the file), 64 usage.',
    )
    .action(verify);
  withPacks(models.command('inspect').argument('[pack]', 'name or folder', 'default'))
    .description('print contracts, licences and figures of a pack without loading it')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models inspect default --json\n\nExit codes: 0 printed, 1 cannot be read, 64 usage.',
    )
    .action(inspect);
  models
    .command('seal')
    .argument('<folder>', 'folder with manifest.json')
    .description("write sizes and hashes of the folder's files into its manifest (for makers of packs)")
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models seal my-pack\n\nExit codes: 0 sealed, 1 cannot be read or written, 64 usage.',
    )
    .action((folder: string, options: { json?: boolean }) => {
      const changed = sealPack(folder);
      if (options.json) printJson('models-seal@1', { changed });
      else console.log(changed.length > 0 ? `sealed: ${changed.join(', ')}` : 'nothing changed');
    });
}

function list({ packs, json }: Options): void {
  const rows = listPacks(packs).map((folder) => {
    try {
      const { manifest } = locatePack(folder, packs);
      return { name: manifest.name, version: manifest.version, folder, models: manifest.models.length, fault: null };
    } catch (error) {
      return {
        name: basename(folder),
        version: '-',
        folder,
        models: 0,
        fault: toTellersightError(error, 'PACK_MANIFEST').code,
      };
    }
  });
  if (json) {
    printJson('models-list@1', { packs: rows });
    return;
  }
  const cells = rows.map((row) => [row.name, row.version, String(row.models), row.fault ?? '', row.folder]);
  console.log(table(['pack', 'version', 'models', 'fault', 'folder'], cells));
}

async function verify(name: string, { packs, json }: Options): Promise<void> {
  const pack = await Pack.load(name, packs);
  try {
    const { identity, calibration } = pack;
    if (json) {
      const parts = { match: calibration.match !== null, pad: calibration.pad !== null };
      return printJson('models-verify@1', { whole: true, pack: identity, calibration: parts });
    }
    console.log(
      `${paint('green', 'whole')}: ${identity.name} ${identity.version}, ${pack.located.manifest.models.length} models`,
    );
    if (!calibration.match) console.log('no match calibration: the teller refuses to start with this pack (R6)');
    if (!calibration.pad) console.log('no PAD calibration');
  } finally {
    await pack.release();
  }
}

function inspect(name: string, { packs, json }: Options): void {
  const { manifest, folder, manifestSha256 } = locatePack(name, packs);
  if (json) {
    printJson('models-inspect@1', { folder, manifestSha256, manifest });
    return;
  }
  console.log(`${paint('bold', `${manifest.name} ${manifest.version}`)}  ${folder}\n${manifest.description}\n`);
  for (const model of manifest.models) console.log(`${describe(model)}\n`);
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
