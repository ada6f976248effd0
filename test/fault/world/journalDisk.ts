import { DatabaseSync } from 'node:sqlite';
import { setUpJournal } from '../../../src/journal/database.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import { FaultDisk } from '../disk.ts';
import type { DiskTrouble, KillPoint } from '../draw/schedule.ts';
import { TappedDatabase } from './journalTap.ts';

export type Operation = Extract<KillPoint, { readonly operation: number }>;

/** SQLite's own 4096 bytes, and 1024: the same steps in half of the time. */
export type PageSize = 1024 | 4096;

/** One disk per thread, with images of an empty journal of today's schema. */
let shared: { readonly disk: FaultDisk; readonly empty: Readonly<Record<PageSize, number>> } | null = null;

function sharedDisk() {
  if (shared === null) {
    const disk = FaultDisk.load();
    const blank = disk.snapshot();
    shared = { disk, empty: { 1024: emptyJournal(disk, blank, 1024), 4096: emptyJournal(disk, blank, 4096) } };
  }
  return shared;
}

/** An empty journal that has been there for a while: nothing of it waits in a cache. */
function emptyJournal(disk: FaultDisk, blank: number, pageSize: PageSize): number {
  for (let seed = 1; ; seed++) {
    disk.restore(blank);
    const made = new DatabaseSync(FaultDisk.uri());
    made.exec(`PRAGMA page_size = ${pageSize}`);
    setUpJournal(made);
    made.close();
    disk.powerLoss(seed); // by chance everything reaches the disk
    const db = new DatabaseSync(FaultDisk.uri());
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    db.close();
    if (version > 0) return disk.snapshot();
  }
}

/** The board's disk as far as the journal is concerned: it outlives processes and boots, not schedules. */
export class JournalDisk {
  readonly #disk: FaultDisk;
  #db: TappedDatabase | null = null;
  #aim: Operation | null = null;
  #trouble: DiskTrouble | null = null;
  #onDeath: () => void = () => {};

  constructor(pageSize: PageSize) {
    const { disk, empty } = sharedDisk();
    this.#disk = disk;
    disk.restore(empty[pageSize]);
  }

  get trouble(): DiskTrouble | null {
    return this.#trouble;
  }

  /** Each operation (eio), or each write (full), fails from now on until it is null again. */
  set trouble(what: DiskTrouble | null) {
    this.#trouble = what;
    if (this.#aim !== null) return;
    if (what === null) this.#disk.disarm();
    else this.#disk.arm({ kind: what, at: this.#disk.ops + 1, times: 'forever' });
  }

  /**
   * A new process opens the journal, as the product does. `onDeath` is called in the middle of the operation that is
   * aimed at; `tune` may do to the connection what a planted bug does.
   */
  open(onDeath: () => void, tune: (db: TappedDatabase) => void = () => {}): TappedDatabase {
    this.#onDeath = onDeath;
    const db = new TappedDatabase(FaultDisk.uri());
    db.guard = this.#aim === null ? null : this.#guard;
    this.#db = db;
    try {
      setUpJournal(db);
    } catch (cause) {
      this.close();
      throw new TellersightError('JOURNAL_UNWRITABLE', 'the journal cannot be opened', { cause });
    }
    tune(db);
    return db;
  }

  /** The process dies at an operation from now on, counted from 0; null: at none. */
  aim(point: Operation | null): void {
    this.#aim = point;
    if (this.#db) this.#db.guard = point === null ? null : this.#guard;
    if (point === null) this.#disk.disarm();
    else if (point.how === 'torn') {
      this.#disk.arm({ kind: 'torn', at: this.#disk.ops + 1 + point.operation, bytes: point.part });
    } else this.#disk.arm({ kind: `kill-${point.how}`, at: this.#disk.ops + 1 + point.operation });
  }

  /** The process ends in good order. @returns false when it died over it */
  close(): boolean {
    this.#db?.close();
    this.#db = null;
    return this.#aim === null || !this.#disk.dead;
  }

  /** The process is gone, whatever it was doing; what it wrote is in the kernel's hands. */
  processEnded(): void {
    this.#disk.revive();
    if (this.#db) this.#db.guard = null;
    this.close();
  }

  /** The board is without power: what was not synced is gone, or there in part. */
  powerLost(seed: number): void {
    this.#disk.powerLoss(seed);
  }

  /** A process that died in an operation is told even where SQLite forgives a failure (a checkpoint, say). */
  readonly #guard = <T>(work: () => T): T => {
    try {
      return work();
    } finally {
      if (this.#aim !== null && this.#disk.dead) {
        this.#aim = null;
        this.#onDeath();
      }
    }
  };
}
