import type { DatabaseSync } from 'node:sqlite';
import type { PurgeReport } from '../dispenser/driver.ts';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

/** PURGE moves notes, so it is on the disk before its first byte leaves. Returns the id. @throws JOURNAL_UNWRITABLE */
export function beginPurge(db: DatabaseSync, operator: string, atUtc: string): number {
  return journalled('a purge', () => {
    const { lastInsertRowid } = statement(
      db,
      "INSERT INTO purges (operator, outcome, detail, begun_utc) VALUES (?, NULL, '{}', ?)",
    ).run(operator, atUtc);
    return Number(lastInsertRowid);
  });
}

export function endPurge(db: DatabaseSync, id: number, report: PurgeReport): void {
  journalled('the result of a purge', () =>
    statement(db, 'UPDATE purges SET outcome = ?, detail = ? WHERE id = ?').run(
      report.outcome,
      JSON.stringify(report),
      id,
    ),
  );
}
