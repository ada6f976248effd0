import type { DatabaseSync } from 'node:sqlite';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

export interface CounterRow {
  readonly cassette: number;
  readonly dispensed: number;
  readonly rejected: number;
}

export function readCounters(db: DatabaseSync): CounterRow[] {
  const rows = statement(db, 'SELECT cassette, dispensed, rejected FROM cassette_counters ORDER BY cassette').all();
  return rows.map((row) => ({
    cassette: Number(row.cassette),
    dispensed: Number(row.dispensed),
    rejected: Number(row.rejected),
  }));
}

/** Adds notes (0 or more) to the counters of a cassette; the table itself refuses to run backwards. */
export function addToCounters(db: DatabaseSync, cassette: number, dispensed: number, rejected: number): void {
  journalled('the cassette counters', () =>
    statement(
      db,
      `INSERT INTO cassette_counters VALUES (?, ?, ?) ON CONFLICT (cassette)
         DO UPDATE SET dispensed = dispensed + excluded.dispensed, rejected = rejected + excluded.rejected`,
    ).run(cassette, dispensed, rejected),
  );
}
