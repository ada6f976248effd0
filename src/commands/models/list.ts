import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { hasCode, toTellersightError } from '../../lib/errors.ts';
import { sealOf, sealText } from '../../packs/seal.ts';
import { type ActivePack, readActive } from '../../vision/pack/active.ts';
import { listPacks, locatePack } from '../../vision/pack/locate.ts';
import { printJson, table } from '../output.ts';
import { type PackContext, type PackOptions, packContext, withPacks } from './packOptions.ts';

export function addList(models: Command): void {
  withPacks(models.command('list').description('packs that are found, whose they are, and which one is active'))
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models list --packs vendor-models\n\nExit codes: 0 listed, 64 usage,\n78 configuration not valid.',
    )
    .action((options: PackOptions) => {
      const context = packContext(options);
      const { state, fault } = activeIn(context.packs);
      const rows = listPacks(context.packs).map((folder) => look(folder, context, state));
      if (options.json) return printJson('models-list@1', { active: state?.active ?? null, fault, packs: rows });
      const cells = rows.map((row) => [row.name, row.version, row.use ?? '', row.fault ?? row.sealText, row.folder]);
      console.log(table(['pack', 'version', 'use', 'seal', 'folder'], cells));
      if (fault) console.log(`\n${fault}: which pack is active cannot be read; no daemon starts on it`);
    });
}

function activeIn(packs: string | undefined): { state: ActivePack | null; fault: string | null } {
  try {
    return { state: packs ? readActive(packs) : null, fault: null };
  } catch (error) {
    if (hasCode(error, 'PACK_STORE')) return { state: null, fault: error.code };
    throw error;
  }
}

function look(folder: string, { packs, trust }: PackContext, state: ActivePack | null) {
  const name = basename(folder);
  const installed = packs !== undefined && dirname(folder) === resolve(packs);
  const use = !installed ? null : name === state?.active ? 'active' : name === state?.previous[0] ? 'previous' : null;
  try {
    const located = locatePack(folder, packs);
    const { manifest } = located;
    const seal = sealOf(located, trust.signers);
    const models = manifest.models.length;
    const { version } = manifest;
    return { name: manifest.name, version, folder, models, use, seal, sealText: sealText(seal), fault: null };
  } catch (error) {
    const fault = toTellersightError(error, 'PACK_MANIFEST').code;
    return { name, version: '-', folder, models: 0, use, seal: null, sealText: '', fault };
  }
}
