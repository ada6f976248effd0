import type { DatabaseSync } from 'node:sqlite';
import type { DispenserIdentity } from '../dispenser/driver.ts';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

/** The dispenser this board knows; null before the first contact and after an exchange was reconciled. */
export function readIdentity(db: DatabaseSync): DispenserIdentity | null {
  const row = statement(db, 'SELECT protocol, firmware, checksum, serial FROM dispenser_identity WHERE id = 1').get();
  if (!row) return null;
  return {
    protocol: String(row.protocol),
    firmware: String(row.firmware),
    checksum: String(row.checksum),
    serial: row.serial === null ? null : String(row.serial),
  };
}

export function writeIdentity(db: DatabaseSync, identity: DispenserIdentity, atUtc: string): void {
  journalled('the identity of the dispenser', () =>
    statement(
      db,
      `INSERT OR REPLACE INTO dispenser_identity (id, protocol, firmware, checksum, serial, since_utc)
         VALUES (1, ?, ?, ?, ?, ?)`,
    ).run(identity.protocol, identity.firmware, identity.checksum, identity.serial, atUtc),
  );
}

export function forgetIdentity(db: DatabaseSync): void {
  statement(db, 'DELETE FROM dispenser_identity').run();
}
