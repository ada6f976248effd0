import { TellersightError } from '../../lib/errors.ts';
import { printable } from './tarHeader.ts';

const MAX_DEPTH = 4;

/**
 * The path of an archive entry as its parts, none of which can lead out of the folder: no `..`, no root, no hidden file,
 * no control character. Empty for the folder itself (`./`). Throws PACK_ARCHIVE.
 */
export function entryPath(path: string): string[] {
  const parts = path
    .replace(/^(\.\/)+/, '')
    .replace(/\/$/, '')
    .split('/');
  if (parts.length === 1 && (parts[0] === '' || parts[0] === '.') && path !== '/' && path !== '') return [];
  if (parts.length > MAX_DEPTH || !parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(part))) {
    throw new TellersightError('PACK_ARCHIVE', `the archive was refused: the path ${printable(path)} is not allowed`);
  }
  return parts;
}
