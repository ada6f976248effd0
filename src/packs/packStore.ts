import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { chmod, rename } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { replaceFile, syncFolder } from '../evidence/durable.ts';
import { hasCode, TellersightError } from '../lib/errors.ts';
import { lockFile } from '../system/fileLock.ts';
import { ACTIVE, ACTIVE_FILE, type ActivePack, readActive } from '../vision/pack/active.ts';
import { listPacks, locatePack } from '../vision/pack/locate.ts';

const INCOMING = '.incoming-';
const KEPT = 16;

/**
 * The packs folder of a board while one process changes it. Packs lie in NAME-VERSION and are never changed; a new one is
 * made in a hidden folder beside them and gets its name in one step; which one is used is one file, replaced in one step.
 * So a power cut at any moment leaves the old state or the new one, and at most a hidden folder, which the next one drops.
 */
export class PackStore {
  readonly folder: string;
  readonly #unlock: () => void;

  private constructor(folder: string, unlock: () => void) {
    this.folder = folder;
    this.#unlock = unlock;
  }

  /** Takes the folder (made where it is missing) and drops what a killed installation left. Throws PACK_BUSY, PACK_STORE. */
  static open(packs: string): PackStore {
    const folder = resolve(packs);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      const unlock = lockFile(join(folder, '.lock'));
      if (!unlock) throw new TellersightError('PACK_BUSY', `another process installs into ${folder}`);
      for (const name of readdirSync(folder)) {
        if (name.startsWith(INCOMING)) rmSync(join(folder, name), { recursive: true });
      }
      return new PackStore(folder, unlock);
    } catch (error) {
      throw storeError(error, folder);
    }
  }

  close(): void {
    this.#unlock();
  }

  /** A hidden folder on the same file system, gone after `use` however that ends. */
  async withIncoming<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(this.folder, INCOMING));
    try {
      return await use(folder);
    } catch (error) {
      throw storeError(error, this.folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Gives a staged pack its name. One that is there already stays as it is. Throws PACK_EXISTS when that is another one. */
  async place(staged: string): Promise<{ name: string; fresh: boolean }> {
    const { manifest, manifestSha256 } = locatePack(staged);
    const name = `${manifest.name}-${manifest.version}`;
    const target = join(this.folder, name);
    try {
      // rename(2) replaces an empty folder and nothing else.
      await rename(staged, target);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      if (locatePack(target).manifestSha256 === manifestSha256) return { name, fresh: false };
      throw new TellersightError('PACK_EXISTS', `${target} holds another pack of this name and version`);
    }
    await syncFolder(this.folder);
    return { name, fresh: true };
  }

  /** Makes an installed pack the one that is used; what was used until now becomes the one to go back to. */
  async activate(name: string): Promise<ActivePack> {
    const before = this.#readActive();
    const previous = before ? [before.active, ...before.previous] : [];
    return await this.#write({ schema: 'active-pack@1', active: name, previous: unique(previous, name) });
  }

  /** The pack a rollback would go to. Throws PACK_NO_PREVIOUS, PACK_STORE. */
  get previous(): string {
    const [name] = readActive(this.folder)?.previous ?? [];
    if (!name) throw new TellersightError('PACK_NO_PREVIOUS', `${this.folder} knows no pack before the active one`);
    return name;
  }

  /** Makes `previous` the active pack; the one that was active is kept but no longer gone back to. */
  async rollback(): Promise<ActivePack> {
    const [active = this.previous, ...previous] = readActive(this.folder)?.previous ?? [];
    return await this.#write({ schema: 'active-pack@1', active, previous });
  }

  /** The pack that is used; null before the first one. Throws PACK_STORE: what cannot be read may be any of them. */
  get active(): string | null {
    return readActive(this.folder)?.active ?? null;
  }

  /** Whether the configuration's word for a pack (a name, NAME-VERSION or a folder) means this installed one. */
  isFolder(name: string, configured: string | undefined): boolean {
    if (!configured || configured === ACTIVE) return false;
    return [resolve(configured), join(this.folder, configured)].includes(join(this.folder, name));
  }

  /** Forgets a pack that could be gone back to and deletes it: hidden in one step, so a kill leaves a whole one or none. */
  async remove(name: string): Promise<void> {
    const folder = join(this.folder, name);
    // A path that leads to a pack some other way is no name of one.
    if (!listPacks(this.folder).includes(folder) || basename(folder) !== name) {
      throw new TellersightError('PACK_NOT_FOUND', `${name} is not installed in ${this.folder}`);
    }
    const state = readActive(this.folder);
    if (state?.previous.includes(name)) await this.#write({ ...state, previous: unique(state.previous, name) });
    await this.withIncoming(async (hidden) => {
      await rename(folder, join(hidden, 'removed'));
      await syncFolder(this.folder);
    });
  }

  /** A damaged file is no reason to refuse a pack that is whole: it is written anew. */
  #readActive(): ActivePack | null {
    try {
      return readActive(this.folder);
    } catch (error) {
      if (hasCode(error, 'PACK_STORE')) return null;
      throw error;
    }
  }

  async #write(state: ActivePack): Promise<ActivePack> {
    try {
      const path = join(this.folder, ACTIVE_FILE);
      await replaceFile(path, `${JSON.stringify(state, null, 2)}\n`, 0o644);
      // Whatever the umask: vision reads it as a user of its own.
      await chmod(path, 0o644);
      return state;
    } catch (error) {
      throw storeError(error, this.folder);
    }
  }
}

const unique = (names: readonly string[], without: string) =>
  [...new Set(names)].filter((name) => name !== without).slice(0, KEPT);

/** What the file system says is about the packs folder; everything else is passed on. */
function storeError(error: unknown, folder: string): unknown {
  const system = !(error instanceof TellersightError) && (error as NodeJS.ErrnoException).syscall !== undefined;
  return system
    ? new TellersightError('PACK_STORE', `${folder}: ${(error as Error).message}`, { cause: error })
    : error;
}
