import { existsSync } from 'node:fs';
import type { Config } from '../../config/schema.ts';
import type { Reconciliation } from '../../dispenser/payoutApi.ts';
import { reconcile } from '../../dispenser/reconcile.ts';
import { journalPath, openJournal } from '../../journal/database.ts';
import { systemClock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';

export interface ReconcileOptions {
  readonly statement: string;
  readonly operator: string;
  readonly countedMinor?: string;
  readonly notes?: string;
}

/** @throws RECONCILE_REFUSED, JOURNAL_UNREADABLE, JOURNAL_UNWRITABLE, USAGE */
export function reconcileByHand(config: Config, options: ReconcileOptions): Reconciliation {
  const path = journalPath(config.paths.state);
  // Opening would create an empty journal, in which nothing is locked: a wrong path must not look like good news.
  if (!existsSync(path)) throw new TellersightError('JOURNAL_UNREADABLE', `there is no journal at ${path}`);
  const request = {
    operator: options.operator,
    statement: options.statement,
    ...(options.countedMinor === undefined
      ? {}
      : { countedMinor: wholeNumber('--counted-minor', options.countedMinor) }),
    ...(options.notes === undefined
      ? {}
      : { countedNotes: options.notes.split(',').map((count) => wholeNumber('--notes', count)) }),
  };
  const db = openJournal(path);
  try {
    const values = config.dispenser.cassettes.map(({ value_minor }) => value_minor);
    return reconcile(db, systemClock, request, values);
  } finally {
    db.close();
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new TellersightError('USAGE', `${option}: ${text} is not a whole number`);
  return Number(text);
}
