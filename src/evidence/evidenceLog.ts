import { createPublicKey, type KeyObject } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import type { Config } from '../config/schema.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError, toTellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import { type Checkpoint, signCheckpoint } from './checkpoint.ts';
import { replaceFile, syncFolder } from './durable.ts';
import { encodeEntry } from './entry.ts';
import { layout } from './layout.ts';
import { leafHash, MerkleTree } from './merkle.ts';
import { recover } from './recover.ts';

export interface EvidenceLogOptions {
  /** `<state>/evidence`; created when missing. One process at a time. */
  readonly dir: string;
  /** Name of the log in its checkpoints, e.g. `tellersight/<site>/<terminal>`. */
  readonly origin: string;
  /** The board's Ed25519 private key (see readSigningKey). */
  readonly key: KeyObject;
  readonly log: Log;
  readonly clock: Clock;
  readonly config: Config['evidence'];
}

export interface Appended {
  readonly index: number;
  /** Lower-case hex. */
  readonly leafHash: string;
}

/**
 * The append-only record of every decision and payout (R24). Entries are lines of a file, hashed into an RFC 6962 tree;
 * a signed checkpoint follows after `checkpoint_entries` entries or `checkpoint_seconds` seconds, whichever is first,
 * and at stop.
 */
export class EvidenceLog {
  readonly #options: EvidenceLogOptions;
  #tree = new MerkleTree();
  #bytes = 0;
  #checkpoint: Checkpoint | null = null;
  #file: FileHandle | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Set when the file may hold bytes we do not know of: nothing is appended after that. */
  #broken: TellersightError | null = null;
  /** Everything that touches the files runs in this queue, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<(checkpoint: Checkpoint) => void>();

  constructor(options: EvidenceLogOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#tree.size;
  }

  /** @throws EVIDENCE_DAMAGED when the files were altered, EVIDENCE_UNWRITABLE when they cannot be opened. */
  async start(): Promise<void> {
    const { dir, origin, key, log } = this.#options;
    try {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const recovered = await recover(dir, origin, createPublicKey(key), log);
      this.#tree = recovered.tree;
      this.#bytes = recovered.bytes;
      this.#checkpoint = recovered.checkpoint;
      this.#file = await open(layout.entries(dir), 'a', 0o600);
      await syncFolder(dir);
    } catch (error) {
      throw toTellersightError(error, 'EVIDENCE_UNWRITABLE');
    }
    this.#armTimer();
  }

  /**
   * Appends one entry; resolves when it is on the disk (fdatasync).
   *
   * @param body as it shall be kept, e.g. a compact JWS; at most 1 MiB.
   * @throws EVIDENCE_UNWRITABLE: the entry is not in the log and the caller must not go on (fail closed).
   */
  append(kind: string, body: string): Promise<Appended> {
    return this.#enqueue(async () => {
      const file = this.#writable();
      const index = this.#tree.size;
      const line = encodeEntry({ index, kind, ts: this.#options.clock.now().toISOString(), body });
      const leaf = leafHash(line);
      await this.#write(file, Buffer.concat([line, Buffer.from('\n')]));
      this.#tree.append(leaf);
      if (index + 1 - (this.#checkpoint?.size ?? 0) >= this.#options.config.checkpoint_entries) {
        await this.#makeCheckpoint().catch((error) => this.#options.log.error(error));
      }
      this.#armTimer();
      return { index, leafHash: leaf.toString('hex') };
    });
  }

  latestCheckpoint(): Checkpoint | null {
    return this.#checkpoint;
  }

  /** Calls `listener` with every new checkpoint, after it is on the disk. Returns a function that unsubscribes. */
  onCheckpoint(listener: (checkpoint: Checkpoint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes a checkpoint now if there are entries after the last one. */
  checkpoint(): Promise<Checkpoint | null> {
    return this.#enqueue(() => this.#makeCheckpoint());
  }

  async stop(): Promise<void> {
    await this.#enqueue(async () => {
      const file = this.#file;
      if (file === null) return;
      try {
        await this.#makeCheckpoint();
      } finally {
        if (this.#timer !== null) clearTimeout(this.#timer);
        this.#timer = null;
        this.#file = null;
        await file.close();
      }
    });
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  #writable(): FileHandle {
    if (this.#broken !== null) throw this.#broken;
    if (this.#file === null) throw new TellersightError('EVIDENCE_UNWRITABLE', 'the evidence log is not started');
    return this.#file;
  }

  async #write(file: FileHandle, bytes: Buffer): Promise<void> {
    let written = false;
    try {
      await file.appendFile(bytes);
      written = true;
      await file.datasync();
      this.#bytes += bytes.length;
    } catch (error) {
      const failure = new TellersightError('EVIDENCE_UNWRITABLE', 'an evidence entry could not be written', {
        cause: error,
      });
      // After a failed flush the kernel may have dropped the pages and call the file clean: only a restart, which reads
      // the file again, can tell what is there. After a failed write the part that was written is taken back.
      if (written) this.#broken = failure;
      else await file.truncate(this.#bytes).catch(() => (this.#broken = failure));
      throw failure;
    }
  }

  async #makeCheckpoint(): Promise<Checkpoint | null> {
    const { dir, origin, key, log } = this.#options;
    if (this.#broken !== null || this.#file === null) return this.#checkpoint;
    if (this.#tree.size === (this.#checkpoint?.size ?? 0)) return this.#checkpoint;
    const checkpoint = signCheckpoint(origin, this.#tree.size, this.#tree.root(), key);
    try {
      await replaceFile(layout.checkpoint(dir), checkpoint.note);
    } catch (error) {
      throw new TellersightError('EVIDENCE_UNWRITABLE', 'a checkpoint could not be written', { cause: error });
    }
    this.#checkpoint = checkpoint;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    log.event('EVIDENCE_CHECKPOINT', `checkpoint over ${checkpoint.size} entries`, { size: checkpoint.size });
    for (const listener of this.#listeners) {
      try {
        listener(checkpoint);
      } catch (error) {
        log.error(error);
      }
    }
    return checkpoint;
  }

  /** Runs from the first entry without a checkpoint; a failed one is tried again after the same time. */
  #armTimer(): void {
    if (this.#timer !== null || this.#file === null || this.#tree.size === (this.#checkpoint?.size ?? 0)) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.checkpoint()
        .catch((error) => this.#options.log.error(error))
        .finally(() => this.#armTimer());
    }, this.#options.config.checkpoint_seconds * 1000);
    this.#timer.unref();
  }
}
