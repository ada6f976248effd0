import type { Command } from 'commander';
import { TellersightError } from '../../lib/errors.ts';
import { fileOrigin } from '../../packs/fetchFiles.ts';
import { type InstallStep, installPack } from '../../packs/installPack.ts';
import { sealText } from '../../packs/seal.ts';
import { ACTIVE } from '../../vision/pack/active.ts';
import { paint, printJson } from '../output.ts';
import { type PackOptions, packContext, requirePacks, withPacks } from './packOptions.ts';

interface Options extends PackOptions {
  sha256?: string;
  signer?: string;
  from?: string;
  fetch?: true | string;
}

const steps: Readonly<Record<InstallStep, string>> = {
  fetch: 'downloading',
  unpack: 'unpacking',
  stage: 'copying what the manifest pins',
  check: 'loading and trying every model',
  place: 'putting it in its place',
  activate: 'making it the active pack',
  done: 'done',
};

export function addInstall(models: Command): void {
  withPacks(models.command('install'))
    .argument('<source>', 'folder, .tar or .tar.gz, http(s) address, or the name of a described pack (reference)')
    .description('check a pack and make it the active one; the one before is kept')
    .option('--sha256 <hex>', 'digest of the archive; needed for an address')
    .option('--signer <name>', 'take it only if this one of [packs.signers] signed it')
    .option('--from <dir>', 'folder of the files of a described pack')
    .option('--fetch [address]', 'download what is not there: from upstream, or an https folder with all files')
    .addHelpText(
      'after',
      '\nA pack is taken when one of [packs.signers] signed it. Killed at any moment,' +
        '\nthe old pack or the new one is active. Restart the units to use it.' +
        '\n\nExamples:\n  tellersight models install acme-2.1.0.tar.gz -c board.toml' +
        '\n  tellersight models install https://acme.example/p.tgz --sha256 HEX' +
        '\n  tellersight models install reference --from DIR' +
        '\n  tellersight models install reference --fetch https://mirror.example/reference' +
        '\n\nWith --fetch you accept the licences that the command lists without it.' +
        '\n\nExit codes: 0 installed and active, 1 refused (nothing changed), 64 usage,\n78 configuration not valid or pack not trusted.',
    )
    .action(install);
}

async function install(source: string, options: Options): Promise<void> {
  const { json, sha256, signer, from, fetch } = options;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new TellersightError('USAGE', '--sha256 is 64 digits of lower-case hex');
  }
  const context = packContext(options);
  const trust = { ...context.trust, signer };
  const onStep = (step: InstallStep) => process.stderr.write(`${steps[step]}\n`);
  const { folder, state, seal, checked } = await installPack({
    source,
    sha256,
    from,
    origin: fetch === undefined ? undefined : fileOrigin(fetch),
    packs: requirePacks(context),
    trust,
    onStep,
  });
  const { identity, calibration } = checked;
  if (json) {
    const parts = { match: calibration.match !== null, pad: calibration.pad !== null };
    return printJson('models-install@1', { folder, ...omitSchema(state), seal, pack: identity, calibration: parts });
  }
  console.log(`${paint('green', 'active')}: ${identity.name} ${identity.version}, ${sealText(seal)}, in ${folder}`);
  if (state.previous[0]) console.log(`before it: ${state.previous[0]} (tellersight models rollback)`);
  if (seal.kind === 'unsigned' || seal.kind === 'unknownSigner') {
    console.log(`${paint('yellow', 'taken because this is a bench board')}: ${sealText(seal)}`);
  }
  if (!calibration.match || !calibration.pad)
    console.log('it has no calibration: the teller refuses to start with it (R6)');
  console.log(
    `embedder sha256 ${identity.embedderSha256}: templates of another one are refused (TEMPLATE_OTHER_MODEL)`,
  );
  const asked = context.config?.vision.pack;
  if (asked !== ACTIVE)
    console.log(`vision.pack is ${asked ?? 'not known here'}: it is used when vision.pack = "${ACTIVE}"`);
  console.log('Restart both units: systemctl restart tellersight.target');
}

function omitSchema({ active, previous }: { active: string; previous: string[] }) {
  return { active, previous };
}
