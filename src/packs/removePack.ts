import { TellersightError } from '../lib/errors.ts';
import { PackStore } from './packStore.ts';

export interface RemoveOptions {
  readonly packs: string;
  /** Folder of the installed pack: NAME-VERSION. */
  readonly name: string;
  /** `vision.pack` of the configuration, which may name a pack instead of "active". */
  readonly configured?: string | undefined;
}

/**
 * Deletes an installed pack. The one in use stays: the active one, and the one that the configuration names.
 *
 * @throws PACK_IN_USE, PACK_NOT_FOUND, PACK_STORE, PACK_BUSY; then nothing changed
 */
export async function removePack({ packs, name, configured }: RemoveOptions): Promise<void> {
  const store = PackStore.open(packs);
  try {
    const used = store.active === name ? 'the active one' : store.isFolder(name, configured) && 'in vision.pack';
    if (used) throw new TellersightError('PACK_IN_USE', `${name} is ${used}`);
    await store.remove(name);
  } finally {
    store.close();
  }
}
