import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { TellersightError } from '../../lib/errors.ts';
import { ByteReader } from './byteReader.ts';
import { entryPath } from './entryPath.ts';
import { BLOCK_BYTES, printable, readTarHeader } from './tarHeader.ts';

export interface ArchiveLimits {
  readonly entries: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
}

/** A pack holds at most 16 models of at most 512 MB (manifest.ts); nobody's flash holds them all at that size. */
export const PACK_LIMITS: ArchiveLimits = {
  entries: 256,
  fileBytes: 512 * 1024 * 1024,
  totalBytes: 1024 * 1024 * 1024,
};

/** Attributes of a pax header may be skipped (times, owners), except those that say what the next entry is. */
const PAX_REFUSED = /(^|\n)\d+ (path|size|linkpath|GNU\.sparse\.[^=]*)=/;
const MAX_PAX_BYTES = 64 * 1024;
const MAX_PADDING_BYTES = 1024 * 1024;

/**
 * Unpacks plain files and folders of a tar archive into an empty `folder` that nobody else writes to. It runs before any
 * signature can be checked, so it takes the little that a pack needs and refuses the rest: links, devices, paths that
 * lead out, a name twice, more than `limits`, an archive cut short or with something behind its end. Throws PACK_ARCHIVE.
 */
export async function unpackTar(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  limits: ArchiveLimits = PACK_LIMITS,
): Promise<void> {
  const reader = new ByteReader(source);
  try {
    await unpack(reader, folder, limits);
  } finally {
    await reader.close();
  }
}

async function unpack(reader: ByteReader, folder: string, limits: ArchiveLimits): Promise<void> {
  const seen = new Set<string>();
  let total = 0;
  for (let entries = 0; ; entries++) {
    const header = readTarHeader(await reader.exactly(BLOCK_BYTES));
    if (!header) return await end(reader);
    const { kind, path, size } = header;
    if (entries >= limits.entries) throw refused(`it has more than ${limits.entries} entries`);
    if (kind === 'pax') {
      if (size > MAX_PAX_BYTES) throw refused('a pax header is too large');
      if (PAX_REFUSED.test((await padded(reader, size)).toString('latin1')))
        throw refused('a pax header renames an entry');
      continue;
    }
    const parts = entryPath(path);
    total += size;
    if (size > limits.fileBytes || total > limits.totalBytes) throw refused(`${printable(path)} is too large`);
    if (kind === 'folder') {
      await mkdir(join(folder, ...parts), { recursive: true, mode: 0o700 });
      continue;
    }
    // A second entry would win silently: what was looked at is not what is used.
    const name = parts.join('/').toLowerCase();
    if (parts.length === 0 || seen.has(name)) throw refused(`${printable(path)} is there twice`);
    seen.add(name);
    await mkdir(join(folder, ...parts.slice(0, -1)), { recursive: true, mode: 0o700 });
    await write(reader, join(folder, ...parts), size);
  }
}

async function write(reader: ByteReader, path: string, size: number): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of reader.pieces(size)) await file.writeFile(piece);
  } finally {
    await file.close();
  }
  await reader.exactly(padding(size));
}

const padding = (size: number) => (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;

async function padded(reader: ByteReader, size: number): Promise<Buffer> {
  return (await reader.exactly(size + padding(size))).subarray(0, size);
}

/** The first zero block was read: a second one and padding may follow, and nothing else. */
async function end(reader: ByteReader): Promise<void> {
  let length = 0;
  for (let piece = await reader.some(65_536); piece; piece = await reader.some(65_536)) {
    length += piece.length;
    if (length > MAX_PADDING_BYTES || piece.some((byte) => byte !== 0)) throw refused('something follows its end');
  }
  if (length < BLOCK_BYTES) throw new TellersightError('PACK_ARCHIVE', 'the archive is cut short');
}

function refused(what: string): TellersightError {
  return new TellersightError('PACK_ARCHIVE', `the archive was refused: ${what}`);
}
