import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { TellersightError } from '../lib/errors.ts';
import { openCheckpoint } from './checkpoint.ts';
import { decodeEntry, type EvidenceEntry } from './entry.ts';
import { layout } from './layout.ts';
import { inclusionPath, leafHash, rootFromPath } from './merkle.ts';
import { readLines } from './readLines.ts';

/** One entry with everything that proves it is in the log: can be given to a court without the rest of the log. */
export const proofSchema = z.strictObject({
  schema: z.literal('evidence-proof@1'),
  index: z.int().min(0),
  /** The line of the log, byte for byte. */
  entry: z.string(),
  /** Audit path, RFC 6962 section 2.1.1, lowest sibling first; hex. */
  path: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(64),
  /** Signed note; its size and root belong to the path. */
  checkpoint: z.string(),
});
export type Proof = z.infer<typeof proofSchema>;

/**
 * Makes the proof of entry `index` against the folder's checkpoint.
 *
 * @throws EVIDENCE_NOT_FOUND when the entry is not behind a checkpoint, EVIDENCE_CHANGED when the folder does not verify.
 */
export async function prove(dir: string, index: number, key: KeyObject): Promise<Proof> {
  const note = await readFile(layout.checkpoint(dir), 'utf8').catch((cause) => {
    throw new TellersightError('EVIDENCE_NOT_FOUND', `${dir} has no checkpoint`, { cause });
  });
  const checkpoint = openCheckpoint(note, key);
  if (checkpoint === null) throw new TellersightError('EVIDENCE_CHANGED', 'the checkpoint is not signed by this key');
  if (!Number.isInteger(index) || index < 0 || index >= checkpoint.size) {
    throw new TellersightError('EVIDENCE_NOT_FOUND', `entry ${index} is not among the ${checkpoint.size} signed ones`);
  }
  const leaves: Buffer[] = [];
  let entry = '';
  for await (const line of readLines(layout.entries(dir))) {
    if (leaves.length === checkpoint.size) break;
    if (leaves.length === index) entry = line.bytes.toString('utf8');
    leaves.push(leafHash(line.bytes));
  }
  const path = leaves.length > index ? inclusionPath(leaves, index).map((hash) => hash.toString('hex')) : [];
  const proof: Proof = { schema: 'evidence-proof@1', index, entry, path, checkpoint: note };
  if (checkProof(proof, key) === null) {
    throw new TellersightError('EVIDENCE_CHANGED', 'the entries do not have the root that was signed');
  }
  return proof;
}

/** The entry a proof is about, or null when the proof does not hold under this key. */
export function checkProof(proof: Proof, key: KeyObject): EvidenceEntry | null {
  const checkpoint = openCheckpoint(proof.checkpoint, key);
  if (checkpoint === null) return null;
  const line = Buffer.from(proof.entry, 'utf8');
  const path = proof.path.map((hash) => Buffer.from(hash, 'hex'));
  const root = rootFromPath(leafHash(line), proof.index, checkpoint.size, path);
  return root?.equals(checkpoint.root) ? decodeEntry(line, proof.index) : null;
}
