import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TellersightError } from '../../lib/errors.ts';
import { ACTIVE, readActive } from './active.ts';
import { type Manifest, parseManifest } from './manifest.ts';

/** The packs that come with the product: `models/` of the repository or installation. */
export const BUILT_IN_PACKS = fileURLToPath(new URL('../../../models', import.meta.url));

const MAX_MANIFEST_BYTES = 1024 * 1024;

export interface LocatedPack {
  readonly folder: string;
  /** Folders a model file is looked up in, in order. */
  readonly fileFolders: readonly string[];
  readonly manifest: Manifest;
  readonly manifestSha256: string;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function hasManifest(folder: string): boolean {
  return statSync(join(folder, 'manifest.json'), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Places a pack is looked for, in order: the folder itself, `packs`/NAME, the built-in models/NAME. */
function candidates(pack: string, packs: string | undefined): string[] {
  if (pack === ACTIVE) {
    const active = packs ? readActive(packs)?.active : undefined;
    return packs && active ? [join(resolve(packs), active)] : [];
  }
  const asFolder = resolve(pack);
  // A name, or NAME-VERSION as an installed pack is called.
  const named = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,96}$/.test(pack);
  return [
    ...(isDirectory(asFolder) && hasManifest(asFolder) ? [asFolder] : []),
    ...(named && packs ? [join(resolve(packs), pack)] : []),
    ...(named ? [join(BUILT_IN_PACKS, pack)] : []),
  ];
}

/**
 * Finds a pack by name or folder and reads its manifest. A manifest may lie apart from its files (a pack whose files may
 * not be redistributed): a file is then looked up by name in `packs` itself too. Throws PACK_NOT_FOUND, PACK_MANIFEST.
 */
export function locatePack(pack: string, packs?: string): LocatedPack {
  const tried = candidates(pack, packs);
  const folder = tried.find(hasManifest);
  if (!folder) {
    throw new TellersightError(
      'PACK_NOT_FOUND',
      `no model pack ${pack}; looked in ${tried.join(', ') || (pack === ACTIVE ? `${packs ?? 'no packs folder'}` : resolve(pack))}`,
      pack === ACTIVE ? { hint: 'Nothing was made active yet: `tellersight models install SOURCE`.' } : {},
    );
  }
  const path = join(folder, 'manifest.json');
  if (statSync(path).size > MAX_MANIFEST_BYTES) throw new TellersightError('PACK_MANIFEST', `${path} is too large`);
  const bytes = readFileSync(path);
  return {
    folder,
    fileFolders: [folder, ...(packs ? [resolve(packs), join(resolve(packs), pack)] : [])],
    manifest: parseManifest(bytes.toString('utf8')),
    manifestSha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Folders with a manifest, under `packs` and among the built-in ones; names only, nothing is opened. */
export function listPacks(packs?: string): string[] {
  const found: string[] = [];
  for (const root of packs ? [resolve(packs), BUILT_IN_PACKS] : [BUILT_IN_PACKS]) {
    if (!isDirectory(root)) continue;
    for (const name of readdirSync(root).sort()) if (hasManifest(join(root, name))) found.push(join(root, name));
  }
  return found;
}
