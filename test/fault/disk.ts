import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { setUpJournal } from '../../src/journal/database.ts';

const extension = fileURLToPath(new URL('../../native/build/faultvfs.so', import.meta.url));

/** What goes wrong at operation `at` (counted by `FaultDisk.ops`, so the next one is `ops + 1`). */
export type DiskFault =
  /** The process dies there; the operation does not happen, or it happens and its caller does not learn it. */
  | { readonly kind: 'kill-before' | 'kill-after'; readonly at: number }
  /** The process dies within a write: its first `bytes` bytes happen. As kill-before at anything but a write. */
  | { readonly kind: 'torn'; readonly at: number; readonly bytes: number }
  /** `times` operations fail, or all from there on; `full`: only writes do. */
  | { readonly kind: 'eio' | 'full'; readonly at: number; readonly times: number | 'forever' };

/**
 * A disk in memory below SQLite (native/test/faultvfs): what was written survives a killed process, what was synced
 * survives a power cut. There is one per thread, and node:sqlite uses it for a database whose URI says `?vfs=fault`.
 */
export class FaultDisk {
  readonly #control: DatabaseSync;
  readonly #arm: StatementSync;
  readonly #ops: StatementSync;
  readonly #restore: StatementSync;
  readonly #revive: StatementSync;
  readonly #powerLoss: StatementSync;

  /** The disk of this thread, emptied. */
  static load(): FaultDisk {
    const control = new DatabaseSync(':memory:', { allowExtension: true });
    control.loadExtension(extension);
    return new FaultDisk(control);
  }

  private constructor(control: DatabaseSync) {
    this.#control = control;
    this.#arm = control.prepare('SELECT fault_arm(?, ?, ?)');
    this.#ops = control.prepare('SELECT fault_ops() AS ops');
    this.#restore = control.prepare('SELECT fault_restore(?)');
    this.#revive = control.prepare('SELECT fault_revive()');
    this.#powerLoss = control.prepare('SELECT fault_power_loss(?)');
    this.reset();
  }

  /** What node:sqlite opens; also for `openJournalReadOnly`. */
  static uri(name = 'journal'): string {
    return `file:/${name}?vfs=fault`;
  }

  /** A database of this disk, set up exactly as the product does. */
  open(name?: string): DatabaseSync {
    const db = new DatabaseSync(FaultDisk.uri(name));
    try {
      setUpJournal(db);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  }

  /** Writes, truncations, syncs and deletions since reset or restore. */
  get ops(): number {
    return (this.#ops.get() as { ops: number }).ops;
  }

  /** The process was killed: every operation of every connection fails and changes nothing. */
  get dead(): boolean {
    return this.#control.prepare('SELECT fault_dead() AS dead').get()!.dead === 1;
  }

  /** The operation that the armed fault hit first, in words; null when it hit none. */
  get fired(): string | null {
    return this.#control.prepare('SELECT fault_fired() AS fired').get()!.fired as string | null;
  }

  /** One fault at a time; takes the place of the one before. */
  arm(fault: DiskFault): void {
    const n = 'bytes' in fault ? fault.bytes : 'times' in fault && fault.times !== 'forever' ? fault.times : 0;
    this.#arm.get(fault.kind, fault.at, n);
  }

  /** The disk works again. */
  disarm(): void {
    this.#arm.get('none', 0, 0);
  }

  /** A new process: connections that are open are dead for good (and can be closed), their locks and -shm are gone. */
  revive(): void {
    this.#revive.get();
  }

  /**
   * A power cut, and a new process. What was synced is there; of the rest, seed 0: nothing, any other seed: nothing, all,
   * or any 512-byte sectors in any of their versions, by chance.
   */
  powerLoss(seed: number): void {
    this.#powerLoss.get(seed);
  }

  /** The whole disk as it is, synced or not. */
  snapshot(): number {
    return this.#control.prepare('SELECT fault_snapshot() AS id').get()!.id as number;
  }

  /** As `revive`, on that disk; begins to count anew. */
  restore(snapshot: number): void {
    this.#restore.get(snapshot);
  }

  /** An empty disk; all snapshots are gone. */
  reset(): void {
    this.#control.exec('SELECT fault_reset()');
  }
}
