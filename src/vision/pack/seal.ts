import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TellersightError } from '../../lib/errors.ts';
import { manifestSchema, parseManifest } from './manifest.ts';

const byFile = (a: { file: string }, b: { file: string }) => (a.file < b.file ? -1 : 1);

/** Model cards lie in cards/; whoever reads a pack reads those that its maker wrote (R6 to R11), so all are pinned. */
function cardsIn(folder: string): string[] {
  const path = join(folder, 'cards');
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `cards/${name}`);
}

const CALIBRATION_FILES = { match: 'calibration.json', pad: 'pad-calibration.json' } as const;

/**
 * Writes sizes and SHA-256 of the files lying beside a manifest into it, model cards included: the last step of making a
 * pack. A file that is not in the folder keeps its entry; a changed model loses its smoke vector. Returns the names whose
 * entries changed. Throws PACK_NOT_FOUND, PACK_MANIFEST.
 */
export function sealPack(folder: string): string[] {
  const path = join(folder, 'manifest.json');
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new TellersightError('PACK_NOT_FOUND', `there is no manifest.json in ${folder}`);
  }
  const manifest = structuredClone(parseManifest(readFileSync(path, 'utf8')));
  const changed: string[] = [];
  const read = (file: string) => {
    const full = join(folder, file);
    return statSync(full, { throwIfNoEntry: false })?.isFile() ? readFileSync(full) : null;
  };
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  for (const model of manifest.models) {
    const bytes = read(model.file);
    if (!bytes || digest(bytes) === model.sha256) continue;
    model.sha256 = digest(bytes);
    model.bytes = bytes.length;
    // What the file before it answered says nothing of this one.
    delete model.smoke;
    changed.push(model.file);
  }
  const cards = new Map((manifest.cards ?? []).map(({ file, sha256 }) => [file, sha256]));
  for (const file of [...new Set([...cards.keys(), ...cardsIn(folder)])]) {
    const bytes = read(file);
    if (!bytes || digest(bytes) === cards.get(file)) continue;
    cards.set(file, digest(bytes));
    changed.push(file);
  }
  if (cards.size > 0) manifest.cards = [...cards].map(([file, sha256]) => ({ file, sha256 })).sort(byFile);
  for (const kind of ['match', 'pad'] as const) {
    const file = manifest.calibration[kind]?.file ?? CALIBRATION_FILES[kind];
    const bytes = read(file);
    if (!bytes || digest(bytes) === manifest.calibration[kind]?.sha256) continue;
    manifest.calibration[kind] = { file, sha256: digest(bytes) };
    changed.push(file);
  }
  if (changed.length > 0) {
    writeFileSync(`${path}.new`, `${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`);
    renameSync(`${path}.new`, path);
  }
  return changed;
}
