import type { DatabaseSync } from 'node:sqlite';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

/** Notes per cassette as the device itself counted them last; empty for devices that do not count. */
export function readDeviceCounts(db: DatabaseSync): Map<number, number> {
  const rows = statement(db, 'SELECT cassette, notes FROM device_counts').all();
  return new Map(rows.map((row) => [Number(row.cassette), Number(row.notes)]));
}

/** Part of the caller's transaction. */
export function forgetDeviceCounts(db: DatabaseSync): void {
  statement(db, 'DELETE FROM device_counts').run();
}

export function writeDeviceCount(db: DatabaseSync, cassette: number, notes: number, atUtc: string): void {
  journalled("the device's own count", () =>
    statement(db, 'INSERT OR REPLACE INTO device_counts (cassette, notes, at_utc) VALUES (?, ?, ?)').run(
      cassette,
      notes,
      atUtc,
    ),
  );
}
