import type { DatabaseSync } from 'node:sqlite';
import type { DispenserLock } from '../dispenser/payoutApi.ts';
import type { Code } from '../lib/catalog/index.ts';
import { journalled } from './database.ts';

/** The lock, read from the disk each time: the command line tool may have lifted it beside the running daemon. */
export function readLock(db: DatabaseSync): DispenserLock | null {
  const row = db.prepare('SELECT code, reason, payout_id, since_utc FROM dispenser_lock WHERE id = 1').get();
  if (!row) return null;
  return {
    code: row.code as Code,
    reason: String(row.reason),
    payoutId: row.payout_id === null ? null : String(row.payout_id),
    sinceUtc: String(row.since_utc),
  };
}

/**
 * Sets the lock. The first reason stays, except that one that names a payout replaces one that does not: the operator
 * has to settle the payout. Returns true when the row changed.
 */
export function writeLock(db: DatabaseSync, lock: DispenserLock): boolean {
  return journalled('the lock of the dispenser', () => {
    const { changes } = db
      .prepare(
        `INSERT INTO dispenser_lock (id, code, reason, payout_id, since_utc) VALUES (1, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, reason = excluded.reason, payout_id = excluded.payout_id
         WHERE dispenser_lock.payout_id IS NULL AND excluded.payout_id IS NOT NULL`,
      )
      .run(lock.code, lock.reason, lock.payoutId, lock.sinceUtc);
    return changes > 0;
  });
}

/** Only a reconciliation calls this. */
export function deleteLock(db: DatabaseSync): void {
  db.prepare('DELETE FROM dispenser_lock').run();
}
