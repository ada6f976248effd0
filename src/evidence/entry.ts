/**
 * One entry of the evidence log is one line of JSON; the leaf of the Merkle tree is exactly the bytes of that line
 * without its newline, so that anyone can check it with standard tools and no rule about JSON formatting is needed.
 */
export interface EvidenceEntry {
  readonly index: number;
  /** What the body is: `decision`, `payout`, `operator`, ... */
  readonly kind: string;
  /** UTC, milliseconds. */
  readonly ts: string;
  /** As given to append(), byte for byte (UTF-8). */
  readonly body: string;
}

export const MAX_BODY_BYTES = 1_048_576;
const KIND = /^[A-Za-z][A-Za-z0-9.-]{0,31}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export function encodeEntry(entry: EvidenceEntry): Buffer {
  if (!KIND.test(entry.kind)) throw new RangeError(`kind ${JSON.stringify(entry.kind)} is not a valid kind`);
  const { index, kind, ts, body } = entry;
  const line = Buffer.from(JSON.stringify({ index, kind, ts, body }));
  if (line.length > MAX_BODY_BYTES) throw new RangeError(`body of ${line.length} bytes is over ${MAX_BODY_BYTES}`);
  return line;
}

/** The entry in `line`, or null when the line is not a whole entry with this index. */
export function decodeEntry(line: Uint8Array, index: number): EvidenceEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'index,kind,ts,body') return null;
  const entry = value as Record<keyof EvidenceEntry, unknown>;
  if (entry.index !== index || typeof entry.body !== 'string') return null;
  if (typeof entry.kind !== 'string' || !KIND.test(entry.kind)) return null;
  if (typeof entry.ts !== 'string' || !TIME.test(entry.ts)) return null;
  return entry as EvidenceEntry;
}
