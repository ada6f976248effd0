import { join } from 'node:path';

/** The files of an evidence folder. */
export const layout = {
  entries: (dir: string) => join(dir, 'entries.jsonl'),
  /** The latest checkpoint; replaced atomically. */
  checkpoint: (dir: string) => join(dir, 'checkpoint'),
  /** Bytes of an entry that a power cut left unfinished. */
  torn: (dir: string, index: number, offset: number) => join(dir, `torn-${index}-${offset}.bin`),
};
