import type { DatabaseSync } from 'node:sqlite';
import type { Reconciliation } from '../dispenser/payoutApi.ts';
import type { Code } from '../lib/catalog/index.ts';
import { journalled } from './database.ts';
import { statement } from './statement.ts';

/** Part of the caller's transaction. Returns the id. */
export function insertReconciliation(db: DatabaseSync, entry: Omit<Reconciliation, 'id'>): number {
  const { lastInsertRowid } = statement(
    db,
    `INSERT INTO reconciliations
         (operator, counted_minor, counted_notes, statement, lock_code, lock_reason, payout_ids, at_utc, signed_statement)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    entry.operator,
    entry.countedMinor,
    entry.countedNotes === null ? null : JSON.stringify(entry.countedNotes),
    entry.statement,
    entry.lockCode,
    entry.lockReason,
    JSON.stringify(entry.payoutIds),
    entry.atUtc,
    entry.signedStatement,
  );
  return Number(lastInsertRowid);
}

export function readReconciliation(db: DatabaseSync, id: number): Reconciliation | null {
  const row = statement(db, 'SELECT * FROM reconciliations WHERE id = ?').get(id);
  return row ? fromRow(row) : null;
}

/** Reconciliations that fleet and evidence have not confirmed: also those of the command line tool. */
export function unreportedReconciliations(db: DatabaseSync): Reconciliation[] {
  return statement(db, 'SELECT * FROM reconciliations WHERE reported = 0 ORDER BY id').all().map(fromRow);
}

export function markReconciliationReported(db: DatabaseSync, id: number): void {
  journalled('the report of a reconciliation', () =>
    statement(db, 'UPDATE reconciliations SET reported = 1 WHERE id = ?').run(id),
  );
}

function fromRow(row: Record<string, unknown>): Reconciliation {
  return {
    id: Number(row.id),
    operator: String(row.operator),
    countedMinor: Number(row.counted_minor),
    countedNotes: row.counted_notes === null ? null : (JSON.parse(String(row.counted_notes)) as number[]),
    statement: String(row.statement),
    lockCode: row.lock_code as Code,
    lockReason: String(row.lock_reason),
    payoutIds: JSON.parse(String(row.payout_ids)) as string[],
    atUtc: String(row.at_utc),
    signedStatement: row.signed_statement === null ? null : String(row.signed_statement),
  };
}
