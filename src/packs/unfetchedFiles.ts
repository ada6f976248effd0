import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { LocatedPack } from '../vision/pack/locate.ts';
import type { ModelEntry } from '../vision/pack/manifest.ts';

/** Models of a described pack whose files are in none of its folders. */
export function unfetchedFiles({ manifest, fileFolders }: LocatedPack): ModelEntry[] {
  const there = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return manifest.models.filter(({ file }) => !fileFolders.some((folder) => there(join(folder, file))));
}
