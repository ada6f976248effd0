import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TellersightError } from '../lib/errors.ts';
import { BUILT_IN_PACKS, type LocatedPack, locatePack } from '../vision/pack/locate.ts';
import type { ModelEntry } from '../vision/pack/manifest.ts';
import { fetchArchive } from './archive/fetchArchive.ts';
import { unpackArchive } from './archive/unpackArchive.ts';
import { addressOf, type FileOrigin, fetchFiles } from './fetchFiles.ts';
import { unfetchedFiles } from './unfetchedFiles.ts';

export interface Source {
  /** Folder, archive, http(s) address, or the name of a pack that the product describes. */
  readonly source: string;
  /** Of the archive; needed for an address. */
  readonly sha256?: string | undefined;
  /** Folder of the files of a pack that the product only describes. */
  readonly from?: string | undefined;
  /** Where files of such a pack that are not in `from` are downloaded; not at all without it. */
  readonly origin?: FileOrigin | undefined;
}

export type SourceStep = 'fetch' | 'unpack';

/**
 * Brings a pack to where its manifest can be read; archives are unpacked below `work`. Nothing is trusted yet.
 *
 * @throws USAGE, PACK_NOT_FOUND, PACK_NOT_FETCHED, PACK_DOWNLOAD, PACK_SOURCE_DIGEST, PACK_ARCHIVE, PACK_MANIFEST
 */
export async function openSource(
  { source, sha256, from, origin }: Source,
  work: string,
  onStep: (step: SourceStep) => void,
): Promise<LocatedPack> {
  if (/^https?:\/\//i.test(source)) {
    if (!sha256) throw new TellersightError('USAGE', 'an address needs --sha256, the digest its maker publishes');
    onStep('fetch');
    const archive = join(work, 'archive');
    await fetchArchive(source, sha256, archive);
    return await unpacked(archive, work, onStep);
  }
  const found = statSync(source, { throwIfNoEntry: false });
  if (found?.isFile()) {
    if (sha256 && (await digest(source)) !== sha256) {
      throw new TellersightError('PACK_SOURCE_DIGEST', `${source} does not have the SHA-256 ${sha256}`);
    }
    return await unpacked(source, work, onStep);
  }
  if (sha256) throw new TellersightError('USAGE', '--sha256 is for archives; a folder has no digest');
  if (found) return locatePack(resolve(source));
  return await described(source, from, origin, work, onStep);
}

async function unpacked(archive: string, work: string, onStep: (step: SourceStep) => void): Promise<LocatedPack> {
  onStep('unpack');
  const folder = join(work, 'unpacked');
  mkdirSync(folder, { mode: 0o700 });
  await unpackArchive(archive, folder);
  // `tar -c FOLDER` and `tar -c -C FOLDER .` are equally common.
  const [only, ...others] = readdirSync(folder);
  const inner = only !== undefined && others.length === 0 && statSync(join(folder, only)).isDirectory();
  return locatePack(inner ? join(folder, only) : folder);
}

/** A pack among the product's own: its manifest is trusted, its files may have to be fetched by whoever accepts their terms. */
async function described(
  name: string,
  from: string | undefined,
  origin: FileOrigin | undefined,
  work: string,
  onStep: (step: SourceStep) => void,
): Promise<LocatedPack> {
  const located = locatePack(name);
  if (!located.folder.startsWith(BUILT_IN_PACKS)) return located;
  const pack = { ...located, fileFolders: [...(from ? [resolve(from)] : []), located.folder] };
  const missing = unfetchedFiles(pack);
  if (missing.length === 0) return pack;
  const nowhere = origin ? missing.filter((entry) => addressOf(entry, origin) === null) : missing;
  if (!origin || nowhere.length > 0) throw notFetched(name, nowhere, pack.fileFolders);
  onStep('fetch');
  const folder = join(work, 'files');
  await fetchFiles(missing, origin, folder);
  return { ...pack, fileFolders: [...pack.fileFolders, folder] };
}

function notFetched(name: string, missing: readonly ModelEntry[], folders: readonly string[]): TellersightError {
  const list = missing.map(
    ({ file, sha256, licence, source, url }) =>
      `  ${file}\n    from ${url ?? `${source} (in another form: convert it, or bring it)`}\n    sha256 ${sha256}\n    licence: ${licence}`,
  );
  return new TellersightError(
    'PACK_NOT_FETCHED',
    `${missing.length} files of ${name} are not in ${folders.join(', ')}:\n${list.join('\n')}`,
  );
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
