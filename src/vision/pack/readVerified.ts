import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TellersightError } from '../../lib/errors.ts';

export interface ExpectedFile {
  readonly file: string;
  readonly sha256: string;
  readonly bytes?: number;
}

const MAX_UNSIZED_BYTES = 16 * 1024 * 1024;

/**
 * Reads a file of a pack and checks size and SHA-256. What is checked is what is used: the bytes are returned, the file
 * is not opened again. Throws PACK_FILE_MISSING or PACK_DAMAGED.
 */
export function readVerified(folders: readonly string[], expected: ExpectedFile): Buffer<ArrayBuffer> {
  const path = folders
    .map((folder) => join(folder, expected.file))
    .find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  if (!path) throw new TellersightError('PACK_FILE_MISSING', `${expected.file} is not in ${folders.join(', ')}`);
  const { size } = statSync(path);
  if (expected.bytes === undefined ? size > MAX_UNSIZED_BYTES : size !== expected.bytes) {
    throw new TellersightError(
      'PACK_DAMAGED',
      `${path} has ${size} bytes, the manifest says ${expected.bytes ?? 'fewer'}`,
    );
  }
  const bytes = readFileSync(path) as Buffer<ArrayBuffer>;
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== expected.sha256) {
    throw new TellersightError(
      'PACK_DAMAGED',
      `${path} has SHA-256 ${digest.slice(0, 16)}..., the manifest says ${expected.sha256.slice(0, 16)}...`,
    );
  }
  return bytes;
}
