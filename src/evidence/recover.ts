import type { KeyObject } from 'node:crypto';
import { open, readFile, truncate } from 'node:fs/promises';
import { TellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { replaceFile } from './durable.ts';
import { decodeEntry } from './entry.ts';
import { layout } from './layout.ts';
import { leafHash, MerkleTree } from './merkle.ts';
import { readLines } from './readLines.ts';

export interface Recovered {
  readonly tree: MerkleTree;
  /** Length of the entries file in bytes. */
  readonly bytes: number;
  readonly checkpoint: Checkpoint | null;
}

/**
 * Reads the log after a restart and checks it against its own last checkpoint. append() flushes one entry before it
 * begins the next, so a power cut can leave at most the last line unfinished, and that one was never acknowledged: its
 * bytes are moved aside. Anything else that does not fit is no power cut.
 *
 * @throws EVIDENCE_DAMAGED when entries or the checkpoint were altered.
 */
export async function recover(dir: string, origin: string, publicKey: KeyObject, log: Log): Promise<Recovered> {
  const checkpoint = await readCheckpoint(dir, origin, publicKey);
  const tree = new MerkleTree();
  let bytes = 0;
  let torn: { bytes: Buffer; offset: number } | null = null;
  let matches = checkpoint === null || checkpoint.size === 0;
  for await (const line of readLines(layout.entries(dir))) {
    if (torn !== null) throw damaged(`entry ${tree.size} is not readable and is not the last one`);
    if (!line.ended || decodeEntry(line.bytes, tree.size) === null) {
      torn = line;
      continue;
    }
    tree.append(leafHash(line.bytes));
    bytes = line.offset + line.bytes.length + 1;
    if (checkpoint !== null && tree.size === checkpoint.size) matches = tree.root().equals(checkpoint.root);
  }
  if (checkpoint !== null && tree.size < checkpoint.size) {
    throw damaged(`the checkpoint covers ${checkpoint.size} entries, ${tree.size} are readable`);
  }
  if (!matches) throw damaged(`the first ${checkpoint?.size} entries do not have the root that was signed`);
  if (torn !== null) await setAside(dir, tree.size, torn, log);
  return { tree, bytes, checkpoint };
}

async function readCheckpoint(dir: string, origin: string, publicKey: KeyObject): Promise<Checkpoint | null> {
  let note: string;
  try {
    note = await readFile(layout.checkpoint(dir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const checkpoint = openCheckpoint(note, publicKey);
  if (checkpoint === null) throw damaged('the stored checkpoint is not signed by the key of this board');
  if (checkpoint.origin !== origin) throw damaged(`the stored checkpoint is of ${checkpoint.origin}, not of ${origin}`);
  return checkpoint;
}

async function setAside(dir: string, index: number, torn: { bytes: Buffer; offset: number }, log: Log): Promise<void> {
  const path = layout.entries(dir);
  await replaceFile(layout.torn(dir, index, torn.offset), torn.bytes);
  await truncate(path, torn.offset);
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  log.event('EVIDENCE_TORN', `entry ${index} was not finished; ${torn.bytes.length} bytes were set aside`, {
    index,
    bytes: torn.bytes.length,
  });
}

function damaged(message: string): TellersightError {
  return new TellersightError('EVIDENCE_DAMAGED', `evidence log: ${message}`);
}
