import type { DatabaseSync } from 'node:sqlite';
import { readCounters } from './cassetteCounters.ts';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

/**
 * Notes that each cassette should hold by the count of the device itself: what it counted once, less what left by the
 * journal since. Empty for devices that do not count, and after somebody counted by hand.
 */
export function expectedCounts(db: DatabaseSync): Map<number, number> {
  const gone = goneByCassette(db);
  const rows = statement(db, 'SELECT cassette, notes, gone FROM device_counts').all();
  return new Map(
    rows.map((row) => {
      const cassette = Number(row.cassette);
      return [cassette, Number(row.notes) - ((gone.get(cassette) ?? 0) - Number(row.gone))];
    }),
  );
}

/** What the device counts now is what is held against it from now on. */
export function writeDeviceCount(db: DatabaseSync, cassette: number, notes: number, atUtc: string): void {
  const gone = goneByCassette(db).get(cassette) ?? 0;
  journalled("the device's own count", () =>
    statement(db, 'INSERT OR REPLACE INTO device_counts (cassette, notes, gone, at_utc) VALUES (?, ?, ?, ?)').run(
      cassette,
      notes,
      gone,
      atUtc,
    ),
  );
}

/** Part of the caller's transaction. */
export function forgetDeviceCounts(db: DatabaseSync): void {
  statement(db, 'DELETE FROM device_counts').run();
}

function goneByCassette(db: DatabaseSync): Map<number, number> {
  return new Map(readCounters(db).map(({ cassette, dispensed, rejected }) => [cassette, dispensed + rejected]));
}
