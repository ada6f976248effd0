import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { decodeEntry } from './entry.ts';
import { layout } from './layout.ts';
import { leafHash, MerkleTree } from './merkle.ts';
import { type Line, readLines } from './readLines.ts';

export interface Problem {
  readonly kind: 'badCheckpoint' | 'noCheckpoint' | 'rolledBack' | 'otherLog' | 'notAnEntry' | 'truncated' | 'changed';
  /** First entry concerned, where one can be named. */
  readonly index: number | null;
  readonly message: string;
}

export interface Verdict {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** Readable entries in the file. */
  readonly entries: number;
  /** Entries bound by the largest valid checkpoint; those after it are not proven yet. */
  readonly covered: number;
  /** True when the file ends in an unfinished entry (power cut). */
  readonly torn: boolean;
}

export interface VerifyInput {
  readonly lines: AsyncIterable<Line> | Iterable<Line>;
  /** The checkpoint beside the entries; null when there is none. */
  readonly local: string | null;
  /** Checkpoints somebody else kept, e.g. the fleet server: these reveal a truncation or a rewrite. */
  readonly published: readonly string[];
  readonly key: KeyObject;
}

/** Verifies an evidence folder without any server. @throws when a file cannot be read. */
export async function verifyFolder(dir: string, key: KeyObject, published: readonly string[] = []): Promise<Verdict> {
  let local: string | null = null;
  try {
    local = await readFile(layout.checkpoint(dir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return verifyLines({ lines: readLines(layout.entries(dir)), local, published, key });
}

/** Recomputes the tree and compares it with every checkpoint (RFC 6962; C2SP tlog-checkpoint). */
export function verifyLines({ lines, ...notes }: VerifyInput): Promise<Verdict> {
  return compare(lines, openNotes(notes));
}

/** The second half of verifyLines: entries against checkpoints whose signatures have been checked. */
export async function compare(lines: VerifyInput['lines'], opened: OpenedNotes): Promise<Verdict> {
  const problems = [...opened.problems];
  const { checkpoints } = opened;
  const add = (kind: Problem['kind'], message: string, index: number | null = null) =>
    problems.push({ kind, index, message });
  const covered = Math.max(0, ...checkpoints.map(({ size }) => size));

  const tree = new MerkleTree();
  const roots = new Map<number, Buffer>();
  const wanted = new Set(checkpoints.map(({ size }) => size));
  if (wanted.has(0)) roots.set(0, tree.root());
  let torn = false;
  for await (const line of lines) {
    const index = tree.size;
    if (!line.ended && index >= covered) {
      torn = true;
      break;
    }
    if (!line.ended || decodeEntry(line.bytes, index) === null) {
      add('notAnEntry', `line ${index + 1} is not entry ${index} as it was written`, index);
      break;
    }
    tree.append(leafHash(line.bytes));
    if (wanted.has(tree.size)) roots.set(tree.size, tree.root());
  }
  for (const { size, root } of checkpoints) {
    const found = roots.get(size);
    if (found === undefined) {
      add('truncated', `a checkpoint covers ${size} entries, only ${tree.size} could be read`, tree.size);
    } else if (!found.equals(root)) {
      add('changed', `the first ${size} entries do not have the root that was signed`);
    }
  }
  if (checkpoints.length === 0 && problems.length === 0 && tree.size > 0) {
    add('noCheckpoint', `${tree.size} entries and no checkpoint: nothing proves them`);
  }
  return { ok: problems.length === 0, problems, entries: tree.size, covered, torn };
}

export interface OpenedNotes {
  readonly checkpoints: readonly Checkpoint[];
  readonly problems: readonly Problem[];
}

/** The first half: signatures, and whether the notes fit each other. */
export function openNotes({ local, published, key }: Omit<VerifyInput, 'lines'>): OpenedNotes {
  const problems: Problem[] = [];
  const add = (kind: Problem['kind'], message: string) => problems.push({ kind, index: null, message });
  const own = local === null ? null : openCheckpoint(local, key);
  if (local !== null && own === null) add('badCheckpoint', 'the checkpoint in the folder is not signed by this key');
  const others: Checkpoint[] = [];
  for (const note of published) {
    const checkpoint = openCheckpoint(note, key);
    if (checkpoint === null) {
      add('badCheckpoint', 'a given checkpoint is not signed by this key');
      continue;
    }
    others.push(checkpoint);
    if (own === null) {
      if (local === null) add('rolledBack', 'the folder has no checkpoint although one was published');
    } else if (own.origin !== checkpoint.origin) {
      add('otherLog', `the given checkpoint is of ${checkpoint.origin}, the folder of ${own.origin}`);
    } else if (own.size < checkpoint.size) {
      add('rolledBack', `the folder's checkpoint covers ${own.size} entries, a published one ${checkpoint.size}`);
    }
  }
  return { checkpoints: own === null ? others : [own, ...others], problems };
}

/** The note in a file that holds a checkpoint: the note itself, or the MQTT payload it was published in. */
export function noteFrom(text: string): string {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const { note } = JSON.parse(text) as { note?: unknown };
    return typeof note === 'string' ? note : text;
  } catch {
    return text;
  }
}
