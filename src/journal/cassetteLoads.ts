import type { DatabaseSync } from 'node:sqlite';
import { readCounters } from './cassetteCounters.ts';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

/** How many notes somebody put into a cassette, and what has left it since by the journal's counters. */
export interface CassetteLoad {
  readonly cassette: number;
  readonly loaded: number;
  /** Notes that should be in it now; below zero when more left than were loaded. */
  readonly remaining: number;
  readonly atUtc: string;
}

/** Records a filled or exchanged cassette. `notes` is everything that is in it now. */
export function addLoad(db: DatabaseSync, cassette: number, notes: number, operator: string, atUtc: string): void {
  const counter = readCounters(db).find((row) => row.cassette === cassette);
  journalled('the load of a cassette', () =>
    statement(
      db,
      `INSERT INTO cassette_loads (cassette, notes, dispensed, rejected, operator, at_utc) VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(cassette, notes, counter?.dispensed ?? 0, counter?.rejected ?? 0, operator, atUtc),
  );
}

/** The last load of each cassette that has one. */
export function readLoads(db: DatabaseSync): CassetteLoad[] {
  const rows = statement(
    db,
    `SELECT l.cassette, l.notes, l.at_utc,
         l.notes - coalesce(c.dispensed - l.dispensed + c.rejected - l.rejected, 0) AS remaining
       FROM cassette_loads AS l LEFT JOIN cassette_counters AS c ON c.cassette = l.cassette
       WHERE l.id IN (SELECT max(id) FROM cassette_loads GROUP BY cassette) ORDER BY l.cassette`,
  ).all();
  return rows.map((row) => ({
    cassette: Number(row.cassette),
    loaded: Number(row.notes),
    remaining: Number(row.remaining),
    atUtc: String(row.at_utc),
  }));
}
