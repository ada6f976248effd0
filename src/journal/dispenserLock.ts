import type { DatabaseSync } from 'node:sqlite';
import type { DispenserLock } from '../dispenser/payoutApi.ts';
import type { Code } from '../lib/catalog/index.ts';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

/**
 * Why the dispenser is locked, read from the disk each time: the command line tool may have lifted it beside the running
 * daemon. Of several causes the one that names a payout comes first, the operator has to settle that; then the oldest.
 */
export function readLock(db: DatabaseSync): DispenserLock | null {
  return readLocks(db)[0] ?? null;
}

/** All causes, the one to name first. */
export function readLocks(db: DatabaseSync): DispenserLock[] {
  const rows = statement(
    db,
    'SELECT code, reason, payout_id, since_utc FROM dispenser_locks ORDER BY payout_id IS NULL, id',
  ).all();
  return rows.map((row) => ({
    code: row.code as Code,
    reason: String(row.reason),
    payoutId: row.payout_id === null ? null : String(row.payout_id),
    sinceUtc: String(row.since_utc),
  }));
}

/** Adds a cause; one that is there already (same code, same payout) stays as it is. Returns true when it is new. */
export function writeLock(db: DatabaseSync, lock: DispenserLock): boolean {
  return journalled('the lock of the dispenser', () => {
    const { changes } = statement(
      db,
      `INSERT INTO dispenser_locks (code, reason, payout_id, since_utc) SELECT ?, ?, ?, ?
         WHERE NOT EXISTS (SELECT 1 FROM dispenser_locks WHERE code = ? AND payout_id IS ?)`,
    ).run(lock.code, lock.reason, lock.payoutId, lock.sinceUtc, lock.code, lock.payoutId);
    return changes > 0;
  });
}

/** A proof settles its payout: only what that payout caused is lifted. */
export function deletePayoutLock(db: DatabaseSync, payoutId: string): void {
  statement(db, "DELETE FROM dispenser_locks WHERE payout_id = ? AND code = 'PAYOUT_UNKNOWN'").run(payoutId);
}

/** Only a reconciliation calls this. */
export function deleteLocks(db: DatabaseSync): void {
  statement(db, 'DELETE FROM dispenser_locks').run();
}
