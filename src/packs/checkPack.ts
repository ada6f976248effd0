import type { LocatedPack } from '../vision/pack/locate.ts';
import { roleSchema } from '../vision/pack/manifest.ts';
import { Pack, type PackCalibration } from '../vision/pack/pack.ts';
import { readVerified } from '../vision/pack/readVerified.ts';
import { smoke } from './smoke.ts';

export interface CheckedPack {
  readonly located: LocatedPack;
  readonly identity: Pack['identity'];
  readonly calibration: PackCalibration;
}

/**
 * Everything that can be found out about a pack on this machine: files, digests, calibration, contracts against the
 * graphs, and what the models answer. Throws PACK_*, CALIBRATION_INVALID, MODEL_FAULT.
 */
export async function checkPack(name: string, packs?: string): Promise<CheckedPack> {
  const pack = await Pack.load(name, packs);
  try {
    const { located, identity, calibration } = pack;
    for (const card of located.manifest.cards ?? []) readVerified(located.fileFolders, card);
    for (const role of roleSchema.options) for (const model of pack.of(role)) await smoke(model);
    return { located, identity, calibration };
  } finally {
    await pack.release();
  }
}
