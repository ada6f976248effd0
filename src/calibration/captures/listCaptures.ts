import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TellersightError } from '../../lib/errors.ts';
import { labelFault } from '../labelFault.ts';

/** The pictures of one person. */
export interface SubjectCaptures {
  /** Empty = no label. */
  readonly group: string;
  readonly files: readonly string[];
}

export const GROUPS_FILE = 'groups.csv';
const HEADER = 'subject,group';

/**
 * A folder of labelled captures: one folder per subject with JPEG pictures (where there are *-rgb.jpg, these alone: their
 * infrared partners are not matched), and groups.csv, which lists every subject once (`subject,group`).
 *
 * @throws CAPTURES_INVALID
 */
export function listCaptures(root: string): SubjectCaptures[] {
  const groups = readGroups(join(root, GROUPS_FILE));
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lost = [...groups.keys()].find((subject) => !folders.includes(subject));
  if (lost !== undefined) throw invalid(`${join(root, GROUPS_FILE)} lists a subject without a folder: ${lost}`);
  return folders.map((subject) => {
    const group = groups.get(subject);
    if (group === undefined) throw invalid(`${join(root, GROUPS_FILE)} does not list ${subject}`);
    return { group, files: pictures(join(root, subject)) };
  });
}

function pictures(folder: string): string[] {
  const all = readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name));
  const colour = all.filter((name) => /-rgb\.jpe?g$/i.test(name));
  const names = colour.length > 0 ? colour : all;
  if (names.length === 0) throw invalid(`${folder} holds no JPEG picture`);
  return names.sort().map((name) => join(folder, name));
}

function readGroups(path: string): ReadonlyMap<string, string> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw invalid(`${path} is missing`);
  const [header, ...lines] = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/);
  if (header !== HEADER) throw invalid(`${path}:1: the header must be ${HEADER}`);
  const groups = new Map<string, string>();
  for (const [i, line] of lines.entries()) {
    const at = `${path}:${i + 2}`;
    const [subject, group, ...rest] = line.split(',');
    if (!subject || group === undefined || rest.length > 0) throw invalid(`${at}: two fields are needed`);
    const fault = group === '' ? null : labelFault(group);
    if (fault !== null) throw invalid(`${at}: ${fault}`);
    if (groups.has(subject)) throw invalid(`${at}: the subject is listed twice`);
    groups.set(subject, group);
  }
  return groups;
}

function invalid(message: string): TellersightError {
  return new TellersightError('CAPTURES_INVALID', message);
}
