import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { replaceFile } from '../evidence/durable.ts';
import { locatePack } from '../vision/pack/locate.ts';
import { Model } from '../vision/pack/model.ts';
import { readVerified } from '../vision/pack/readVerified.ts';
import { smoke, smokeRecord } from './smoke.ts';

/**
 * Writes what every model of a sealed pack answers to the test pattern on this machine into its manifest, so that a
 * processor that computes otherwise refuses the pack. Returns the models whose vector changed.
 *
 * @throws PACK_NOT_FOUND, PACK_MANIFEST, PACK_FILE_MISSING, PACK_DAMAGED, PACK_CONTRACT, PACK_SMOKE
 */
export async function recordSmoke(folder: string): Promise<string[]> {
  const located = locatePack(folder);
  const manifest = structuredClone(located.manifest);
  const changed: string[] = [];
  for (const entry of manifest.models) {
    const { smoke: before, ...bare } = entry;
    const model = await Model.load(bare, readVerified(located.fileFolders, entry), 1);
    try {
      entry.smoke = smokeRecord(await smoke(model));
    } finally {
      await model.release();
    }
    if (!isDeepStrictEqual(entry.smoke, before)) changed.push(entry.file);
  }
  if (changed.length > 0)
    await replaceFile(join(located.folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, 0o644);
  return changed;
}
