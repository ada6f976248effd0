import type { DatabaseSync } from 'node:sqlite';
import { writeLock } from '../journal/dispenserLock.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import type { DispenserLock } from './payoutApi.ts';

/**
 * What the journal did not take although it happened, oldest first, with the lock it causes. It lives in memory only:
 * until it is written nothing is paid, and if the process ends before, recovery finds the step without a result.
 */
export class Unrecorded {
  readonly #db: DatabaseSync;
  readonly #journal: PayoutJournal;
  readonly #owed: { readonly work: () => void; readonly lock: DispenserLock | null }[] = [];

  constructor(db: DatabaseSync, journal: PayoutJournal) {
    this.#db = db;
    this.#journal = journal;
  }

  get empty(): boolean {
    return this.#owed.length === 0;
  }

  /** The locks that are owed. */
  get locks(): DispenserLock[] {
    return this.#owed.flatMap(({ lock }) => lock ?? []);
  }

  /** @param work writes the rows; runs inside a transaction */
  add(work: () => void, lock: DispenserLock | null): void {
    this.#owed.push({ work, lock });
  }

  concerns(payoutId: string): boolean {
    return this.#owed.some(({ lock }) => lock?.payoutId === payoutId);
  }

  /** Writes everything, each entry whole with its lock, so that none is written twice. @throws JOURNAL_UNWRITABLE */
  flush(): void {
    for (let entry = this.#owed[0]; entry; entry = this.#owed[0]) {
      const { work, lock } = entry;
      this.#journal.inTransaction('what happened before', () => {
        work();
        if (lock) writeLock(this.#db, lock);
      });
      this.#owed.shift();
    }
  }
}
