import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../src/journal/database.ts';
import type { DiskFault, FaultDisk } from './disk.ts';

/** What the process learnt, transaction by transaction. */
export interface Told {
  /** Their COMMIT returned. */
  readonly committed: readonly number[];
  /** Theirs threw. */
  readonly failed: readonly number[];
}

export interface LifeOptions {
  readonly fault?: DiskFault;
  /** Changes on top of what the product sets. */
  readonly pragmas?: string;
  /** false: the process just ends, as when it is killed. */
  readonly close?: boolean;
}

export const transactions = 6;
const rows = 3;

/** A checkpoint in the middle of the life, not only at its end. */
const often = 'PRAGMA wal_autocheckpoint = 12;';

/** One process: opens the journal of `image`, commits transactions of several pages each, and closes it. */
export function live(disk: FaultDisk, image: number, options: LifeOptions = {}): Told {
  disk.restore(image);
  const db = disk.open();
  db.exec(often + (options.pragmas ?? ''));
  if (options.fault) disk.arm(options.fault);
  const committed: number[] = [];
  const failed: number[] = [];
  for (let i = 1; i <= transactions; i++) {
    try {
      write(db, i);
      committed.push(i);
    } catch {
      failed.push(i);
    }
  }
  if (options.close !== false) db.close();
  return { committed, failed };
}

/** Transaction `i`: rows in two tables, long enough for several pages. */
export function write(db: DatabaseSync, i: number): void {
  transaction(db, () => {
    const insert = db.prepare('INSERT INTO outbox_meta VALUES (?, ?)');
    for (let row = 0; row < rows; row++) insert.run(`${i}:${row}`, 'x'.repeat(1500));
    db.prepare('UPDATE cassette_counters SET dispensed = dispensed + 1').run();
  });
}

/** Operations number `first` to `last` are those of the transactions and of the end of a life without faults. */
export function operations(disk: FaultDisk, image: number, options: LifeOptions = {}): number[] {
  disk.restore(image);
  disk.open();
  const before = disk.ops;
  live(disk, image, options);
  return Array.from({ length: disk.ops - before }, (_, i) => before + 1 + i);
}

/**
 * What the next process finds: the transactions that are there.
 * @throws when one is there by half, or the file is damaged
 */
export function found(disk: FaultDisk): number[] {
  const db = disk.open();
  try {
    return read(db);
  } finally {
    db.close();
  }
}

export function read(db: DatabaseSync): number[] {
  const check = db.prepare('PRAGMA integrity_check').get()!.integrity_check;
  if (check !== 'ok') throw new Error(`damaged: ${check}`);
  const there: number[] = [];
  for (let i = 1; i <= transactions + 1; i++) {
    const { n } = db.prepare('SELECT count(*) AS n FROM outbox_meta WHERE key LIKE ?').get(`${i}:%`) as { n: number };
    if (n !== 0 && n !== rows) throw new Error(`transaction ${i} is there by half: ${n} of ${rows} rows`);
    if (n === rows) there.push(i);
  }
  const { dispensed } = db.prepare('SELECT dispensed FROM cassette_counters').get() as { dispensed: number };
  if (dispensed !== there.length) throw new Error(`${there.length} transactions, ${dispensed} counted`);
  return there;
}

/** Makes a journal without transactions on an empty disk; its image. */
export function withJournal(disk: FaultDisk): number {
  const db = disk.open();
  db.exec('INSERT INTO cassette_counters VALUES (0, 0, 0)');
  db.close();
  return disk.snapshot();
}
