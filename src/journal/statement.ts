import type { DatabaseSync, StatementSync } from 'node:sqlite';

const connections = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * The prepared statement for this text, compiled once per connection: compiling takes several times as long as running
 * it. For texts that are constants of the program only.
 */
export function statement(db: DatabaseSync, sql: string): StatementSync {
  const known = connections.get(db)?.get(sql);
  if (known) return known;
  const statements = connections.get(db) ?? new Map<string, StatementSync>();
  connections.set(db, statements);
  const made = db.prepare(sql);
  statements.set(sql, made);
  return made;
}
