import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isTellersightError, TellersightError } from '../lib/errors.ts';
import { migrations } from './migrations.ts';

/**
 * Opens the journal: WAL with synchronous=FULL, so that a committed transaction is on the disk before the call
 * returns (sqlite.org/wal.html, section 2.4) and survives power loss.
 *
 * @throws JOURNAL_UNWRITABLE when the file cannot be opened, migrated or written.
 */
export function openJournal(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const db = new DatabaseSync(path);
    setUpJournal(db);
    if (path !== ':memory:') chmodSync(path, 0o600);
    return db;
  } catch (error) {
    throw new TellersightError('JOURNAL_UNWRITABLE', `journal ${path} cannot be opened`, { cause: error });
  }
}

/** What makes an opened database a journal; tests give it one on a disk of their own. */
export function setUpJournal(db: DatabaseSync): void {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000');
  migrate(db);
}

function migrate(db: DatabaseSync): void {
  const { user_version: done } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (done > migrations.length) {
    throw new Error(`journal has schema ${done}, this version knows ${migrations.length}: a newer version wrote it`);
  }
  for (let step = done; step < migrations.length; step++) {
    transaction(db, () => db.exec(`${migrations[step]}; PRAGMA user_version = ${step + 1}`));
  }
}

/** Runs `work` in one transaction: all of it is on the disk when this returns, or none of it. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Runs `work` on the journal and names any failure of the database for what it means: nothing more is paid. */
export function journalled<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isTellersightError(error)) throw error;
    throw new TellersightError('JOURNAL_UNWRITABLE', `${what} could not be written to the journal`, { cause: error });
  }
}

/**
 * Opens the journal of a board that has one. Opening alone would create an empty journal, in which nothing is locked: a
 * wrong path must not look like good news.
 *
 * @throws JOURNAL_UNREADABLE, JOURNAL_UNWRITABLE
 */
export function openExistingJournal(stateFolder: string): DatabaseSync {
  const path = journalPath(stateFolder);
  if (!existsSync(path)) throw new TellersightError('JOURNAL_UNREADABLE', `there is no journal at ${path}`);
  return openJournal(path);
}

/**
 * Opens the journal for looking only, beside a running daemon.
 * @throws JOURNAL_UNREADABLE when the file is missing, damaged or of another version.
 */
export function openJournalReadOnly(path: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    db.exec('PRAGMA busy_timeout = 2000');
    const { user_version: done } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (done !== migrations.length) throw new Error(`it has schema ${done}, this version reads ${migrations.length}`);
    return db;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TellersightError('JOURNAL_UNREADABLE', `journal ${path} cannot be read: ${why}`, { cause: error });
  }
}

/** Where the journal lies below `paths.state`. */
export function journalPath(stateFolder: string): string {
  return join(stateFolder, 'journal.sqlite');
}
