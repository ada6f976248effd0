import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TellersightError } from '../lib/errors.ts';
import type { ModelEntry } from '../vision/pack/manifest.ts';
import { FETCH_LIMITS, fetchArchive } from './archive/fetchArchive.ts';

/** Where the files of a described pack are had: their own addresses, or one folder that holds all of them by name. */
export type FileOrigin = { readonly kind: 'upstream' } | { readonly kind: 'mirror'; readonly base: string };

/** `--fetch` alone, or with an address. Throws USAGE. */
export function fileOrigin(fetch: true | string): FileOrigin {
  if (fetch === true) return { kind: 'upstream' };
  if (!/^https:\/\/[^?#]+$/.test(fetch)) throw new TellersightError('USAGE', '--fetch takes an https address');
  return { kind: 'mirror', base: fetch.endsWith('/') ? fetch : `${fetch}/` };
}

/** The address of a file at this origin; null where its maker publishes it in another form only. */
export function addressOf({ file, url }: ModelEntry, origin: FileOrigin): string | null {
  return origin.kind === 'upstream' ? (url ?? null) : `${origin.base}${file}`;
}

/**
 * Downloads files into the new folder `folder` and holds each against the SHA-256 of its manifest. Whoever calls it has
 * accepted their licences. Throws PACK_DOWNLOAD, PACK_SOURCE_DIGEST.
 */
export async function fetchFiles(entries: readonly ModelEntry[], origin: FileOrigin, folder: string): Promise<void> {
  mkdirSync(folder, { mode: 0o700 });
  for (const entry of entries) {
    const address = addressOf(entry, origin);
    if (address === null) throw new TellersightError('PACK_NOT_FETCHED', `${entry.file} has no address of its own`);
    await fetchArchive(address, entry.sha256, join(folder, entry.file), { ...FETCH_LIMITS, bytes: entry.bytes });
  }
}
