import { join } from 'node:path';
import type { ActivePack } from '../vision/pack/active.ts';
import { type CheckedPack, checkPack } from './checkPack.ts';
import { openSource, type Source, type SourceStep } from './openSource.ts';
import { PackStore } from './packStore.ts';
import { requireTrust, type Seal, type Trust } from './seal.ts';
import { stagePack } from './stagePack.ts';

export type InstallStep = SourceStep | 'stage' | 'check' | 'place' | 'activate' | 'done';

export interface InstallOptions extends Source {
  /** The packs folder of the board. */
  readonly packs: string;
  readonly trust: Trust;
  /** Told before each step. */
  readonly onStep?: (step: InstallStep) => void;
}

export interface Installed {
  readonly folder: string;
  readonly state: ActivePack;
  readonly seal: Seal;
  readonly checked: CheckedPack;
}

/**
 * Brings a pack into the packs folder and makes it the active one. The order is what makes it safe: the signature is
 * checked before the neural runtime sees a byte, the copy that is checked is the copy that is used, and it gets its name
 * only when it is whole and on the disk.
 *
 * @throws USAGE, PACK_*, CALIBRATION_INVALID, MODEL_FAULT; then the active pack is the one from before
 */
export async function installPack(options: InstallOptions): Promise<Installed> {
  const onStep = options.onStep ?? (() => {});
  const store = PackStore.open(options.packs);
  try {
    return await store.withIncoming(async (work) => {
      const located = await openSource(options, work, onStep);
      requireTrust(located, options.trust);
      onStep('stage');
      const staged = join(work, 'pack');
      await stagePack(located, staged);
      onStep('check');
      const checked = await checkPack(staged);
      const seal = requireTrust(checked.located, options.trust);
      onStep('place');
      const { name, fresh } = await store.place(staged);
      const folder = join(store.folder, name);
      // One that was there already may have been damaged since.
      if (!fresh) await checkPack(folder);
      onStep('activate');
      const state = await store.activate(name);
      onStep('done');
      return { folder, state, seal, checked };
    });
  } finally {
    store.close();
  }
}
