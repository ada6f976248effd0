import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { TellersightError } from '../../lib/errors.ts';

/** The name under which the configuration asks for whatever pack was last made active in the packs folder. */
export const ACTIVE = 'active';
export const ACTIVE_FILE = 'active.json';

const folder = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,96}$/);

/**
 * Which installed pack is used, and those before it, newest first. One file, replaced as a whole: a reader gets the old
 * answer or the new one, and opens one folder, which never changes.
 */
export const activePackSchema = z.strictObject({
  schema: z.literal('active-pack@1'),
  active: folder,
  previous: z.array(folder).max(16),
});
export type ActivePack = z.infer<typeof activePackSchema>;

/** Null when nothing was ever made active. Throws PACK_STORE when the file is there and cannot be used. */
export function readActive(packs: string): ActivePack | null {
  const path = join(resolve(packs), ACTIVE_FILE);
  try {
    return activePackSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new TellersightError('PACK_STORE', `${path} cannot be read or is damaged`, { cause });
  }
}
