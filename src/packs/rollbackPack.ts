import { join } from 'node:path';
import type { ActivePack } from '../vision/pack/active.ts';
import { checkPack } from './checkPack.ts';
import { PackStore } from './packStore.ts';
import { requireTrust, type Trust } from './seal.ts';

/**
 * Makes the pack that was active before the active one again, if it is still whole and trusted.
 *
 * @throws PACK_NO_PREVIOUS, PACK_*, CALIBRATION_INVALID; then nothing changed
 */
export async function rollbackPack(packs: string, trust: Trust): Promise<ActivePack> {
  const store = PackStore.open(packs);
  try {
    const { located } = await checkPack(join(store.folder, store.previous));
    requireTrust(located, trust);
    return await store.rollback();
  } finally {
    store.close();
  }
}
