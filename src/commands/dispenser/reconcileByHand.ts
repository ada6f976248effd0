import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../../config/schema.ts';
import { verifyOperatorStatement } from '../../dispenser/operatorStatement.ts';
import type { ReconcileRequest, Reconciliation } from '../../dispenser/payoutApi.ts';
import { reconcile } from '../../dispenser/reconcile.ts';
import { openExistingJournal } from '../../journal/database.ts';
import { readLock } from '../../journal/dispenserLock.ts';
import { systemClock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';
import { type CountedOptions, countedOf } from './numbers.ts';

export interface ReconcileOptions extends CountedOptions {
  readonly statement?: string;
  readonly operator: string;
  /** File with a signed statement; instead of all the others. */
  readonly signed?: string;
}

/** @throws RECONCILE_REFUSED, JOURNAL_UNREADABLE, JOURNAL_UNWRITABLE, USAGE */
export async function reconcileByHand(config: Config, options: ReconcileOptions): Promise<Reconciliation> {
  const db = openExistingJournal(config.paths.state);
  try {
    const { signed } = options;
    const request = signed === undefined ? requestOf(options) : await signedRequest(db, config, signed);
    return reconcile(db, systemClock, request, config.dispenser);
  } finally {
    db.close();
  }
}

function requestOf(options: ReconcileOptions): ReconcileRequest {
  const { operator, statement = '' } = options;
  return { operator, statement, ...countedOf(options) };
}

async function signedRequest(db: DatabaseSync, config: Config, file: string): Promise<ReconcileRequest> {
  const { operators } = config.dispenser;
  if (operators === undefined) {
    throw new TellersightError('RECONCILE_REFUSED', 'dispenser.operators is not set: no signature can be checked');
  }
  const lock = readLock(db);
  if (!lock)
    throw new TellersightError('RECONCILE_REFUSED', 'the dispenser is not locked, there is nothing to reconcile');
  const expected = { terminal: config.terminal.id, lockedSince: lock.sinceUtc };
  return verifyOperatorStatement(readText(file).trim(), readText(operators), expected);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new TellersightError('RECONCILE_REFUSED', `${file} cannot be read`, { cause: error });
  }
}
