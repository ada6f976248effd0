import { existsSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../../config/schema.ts';
import { verifyOperatorStatement } from '../../dispenser/operatorStatement.ts';
import type { ReconcileRequest, Reconciliation } from '../../dispenser/payoutApi.ts';
import { reconcile } from '../../dispenser/reconcile.ts';
import { journalPath, openJournal } from '../../journal/database.ts';
import { readLock } from '../../journal/dispenserLock.ts';
import { systemClock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';
import { noteCounts, wholeNumber } from './numbers.ts';

export interface ReconcileOptions {
  readonly statement?: string;
  readonly operator: string;
  readonly countedMinor?: string;
  readonly notes?: string;
  /** File with a signed statement; instead of all the others. */
  readonly signed?: string;
}

/** @throws RECONCILE_REFUSED, JOURNAL_UNREADABLE, JOURNAL_UNWRITABLE, USAGE */
export async function reconcileByHand(config: Config, options: ReconcileOptions): Promise<Reconciliation> {
  const path = journalPath(config.paths.state);
  // Opening would create an empty journal, in which nothing is locked: a wrong path must not look like good news.
  if (!existsSync(path)) throw new TellersightError('JOURNAL_UNREADABLE', `there is no journal at ${path}`);
  const typed = options.signed === undefined ? requestOf(options) : null;
  const db = openJournal(path);
  try {
    const request = typed ?? (await signedRequest(db, config, options.signed!));
    return reconcile(db, systemClock, request, config.dispenser);
  } finally {
    db.close();
  }
}

function requestOf({ operator, statement = '', countedMinor, notes }: ReconcileOptions): ReconcileRequest {
  return {
    operator,
    statement,
    ...(countedMinor === undefined ? {} : { countedMinor: wholeNumber('--counted-minor', countedMinor) }),
    ...(notes === undefined ? {} : { countedNotes: noteCounts('--notes', notes) }),
  };
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
