import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TellersightError, toTellersightError } from '../../lib/errors.ts';
import { type ArchiveLimits, PACK_LIMITS, unpackTar } from './unpackTar.ts';

/** Unpacks a .tar or .tar.gz (told apart by RFC 1952's first two bytes) into an empty folder. Throws PACK_ARCHIVE. */
export async function unpackArchive(path: string, folder: string, limits: ArchiveLimits = PACK_LIMITS): Promise<void> {
  const stream = createReadStream(path);
  // pipeline() hands an error of either stream to whoever reads the last one.
  const source = (await isGzip(path)) ? pipeline(stream, createGunzip(), () => {}) : stream;
  try {
    await unpackTar(source, folder, limits);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new TellersightError('PACK_STORE', `there is no room to unpack ${path}`, { cause: error });
    }
    throw toTellersightError(error, 'PACK_ARCHIVE');
  } finally {
    stream.destroy();
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
