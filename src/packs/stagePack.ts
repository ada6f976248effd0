import { readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../evidence/durable.ts';
import type { LocatedPack } from '../vision/pack/locate.ts';
import { readVerified } from '../vision/pack/readVerified.ts';
import { pinnedFiles } from './pinnedFiles.ts';
import { manifestBytes, SIGNATURE_FILE } from './seal.ts';

/**
 * Copies what the manifest pins, and nothing else, into the new folder `target`: each file is read once, checked and
 * written from memory, and is on the disk when this returns. Readable for all: vision runs as a user of its own.
 *
 * @throws PACK_FILE_MISSING, PACK_DAMAGED, and what the file system says
 */
export async function stagePack(located: LocatedPack, target: string): Promise<void> {
  const folders = new Set([target]);
  await mkdir(target);
  const put = async (name: string, bytes: Uint8Array) => {
    const path = join(target, name);
    folders.add(dirname(path));
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx', 0o644);
    try {
      await file.writeFile(bytes);
      await file.chmod(0o644);
      await file.sync();
    } finally {
      await file.close();
    }
  };
  await put('manifest.json', manifestBytes(located));
  const signature = join(located.folder, SIGNATURE_FILE);
  if (statSync(signature, { throwIfNoEntry: false })?.isFile()) await put(SIGNATURE_FILE, readFileSync(signature));
  for (const file of pinnedFiles(located.manifest)) await put(file.file, readVerified(located.fileFolders, file));
  for (const folder of folders) {
    await chmod(folder, 0o755);
    await syncFolder(folder);
  }
}
