import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { addToCounters } from '../journal/cassetteCounters.ts';
import { forgetDeviceCounts } from '../journal/deviceCounts.ts';
import { forgetIdentity } from '../journal/dispenserIdentity.ts';
import { deleteLocks, readLocks } from '../journal/dispenserLock.ts';
import { PayoutJournal } from '../journal/payouts.ts';
import { insertReconciliation } from '../journal/reconciliations.ts';
import { currentState, type StepRecord } from '../journal/stepRecord.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import type { DispenseReport } from './driver.ts';
import type { ReconcileRequest, Reconciliation } from './payoutApi.ts';

/**
 * Settles what is open with an operator's count and lifts the lock, in one transaction on the journal. Works from any
 * process: the running engine reads the lock from the file before it refuses, and reports what it has not reported yet.
 *
 * @throws RECONCILE_REFUSED, JOURNAL_UNWRITABLE
 */
export function reconcile(
  db: DatabaseSync,
  clock: Clock,
  request: ReconcileRequest,
  config: Config['dispenser'],
): Reconciliation {
  if (config.signed_reconciliation && request.signedStatement === undefined) {
    throw refused('this board takes only a statement signed by one of its operators');
  }
  const valuesMinor = config.cassettes.map(({ value_minor }) => value_minor);
  const countedMinor = check(request, valuesMinor);
  const journal = new PayoutJournal(db, clock);
  return journal.inTransaction('a reconciliation', () => {
    const locks = readLocks(db);
    const lock = locks[0];
    if (!lock) throw refused('the dispenser is not locked, there is nothing to reconcile');
    if (journal.payoutsIn(['intent', 'sent']).length > 0) {
      throw refused('a payout is in flight: let the daemon finish or recover it first');
    }
    const payoutIds = journal.payoutsIn(['suspect', 'unknown']);
    const entry = {
      operator: request.operator,
      countedMinor,
      countedNotes: request.countedNotes ?? null,
      statement: request.statement,
      lockCode: lock.code,
      lockReason: locks.length === 1 ? lock.reason : locks.map(({ code, reason }) => `${code}: ${reason}`).join('; '),
      payoutIds,
      atUtc: clock.now().toISOString(),
      signedStatement: request.signedStatement ?? null,
    };
    const id = insertReconciliation(db, entry);
    const steps = payoutIds.flatMap((payoutId) => journal.steps(payoutId));
    bookOpenSteps(db, steps, request.countedNotes);
    for (const step of steps.filter(isOpen)) journal.add(step.payoutId, step.step, 'settled', { reconciliation: id });
    // An exchanged device is accepted with the reconciliation; the list of allowed checksums still applies.
    if (locks.some(({ code }) => code === 'DISPENSER_FIRMWARE')) forgetIdentity(db);
    // The cash was counted: what the device counted before has no meaning any more.
    forgetDeviceCounts(db);
    deleteLocks(db);
    return { id, ...entry };
  });
}

/**
 * Books what no certain result has booked yet. Counted notes are the truth: what left with the open payouts, less what
 * their certain steps have booked. With an amount only, the numbers that the device gave with its doubtful answers are the
 * best there is. Rejected notes are what the device says in both cases.
 */
function bookOpenSteps(db: DatabaseSync, steps: readonly StepRecord[], counted: readonly number[] | undefined): void {
  const open = steps.filter((step) => isOpen(step));
  const sum = (of: readonly StepRecord[], row: 'exited' | 'rejected', cassette: number) =>
    of.reduce((total, step) => total + (reportOf(step)?.[row][cassette] ?? 0), 0);
  const cassettes = new Set([...steps.flatMap(({ notes }) => notes.map(({ cassette }) => cassette))]);
  for (const cassette of counted?.keys() ?? []) cassettes.add(cassette);
  for (const cassette of cassettes) {
    const certain = sum(
      steps.filter((step) => !isOpen(step)),
      'exited',
      cassette,
    );
    const left = counted ? (counted[cassette] ?? 0) - certain : sum(open, 'exited', cassette);
    addToCounters(db, cassette, Math.max(0, left), sum(open, 'rejected', cassette));
  }
}

function isOpen(step: StepRecord): boolean {
  const state = currentState(step);
  return state === 'suspect' || state === 'unknown';
}

function reportOf(step: StepRecord): DispenseReport | undefined {
  return step.states.findLast(({ detail }) => detail.report !== undefined)?.detail.report;
}

function check(request: ReconcileRequest, valuesMinor: readonly number[]): number {
  if (!/^[A-Za-z0-9._@-]{1,64}$/.test(request.operator)) throw refused('operator must be a login name');
  if (request.statement.trim().length === 0 || request.statement.length > 500) {
    throw refused('a statement of 1 to 500 characters is needed');
  }
  const { countedMinor, countedNotes } = request;
  if (countedMinor !== undefined && (!Number.isSafeInteger(countedMinor) || countedMinor < 0)) {
    throw refused('the counted amount is not a number of minor units');
  }
  if (countedNotes === undefined) {
    if (countedMinor === undefined) throw refused('neither an amount nor notes were counted');
    return countedMinor;
  }
  if (countedNotes.length > valuesMinor.length || countedNotes.some((n) => !Number.isInteger(n) || n < 0 || n > 9999)) {
    throw refused(`counted notes must be whole numbers for at most ${valuesMinor.length} cassettes`);
  }
  const amount = countedNotes.reduce((sum, notes, i) => sum + notes * valuesMinor[i]!, 0);
  if (countedMinor !== undefined && countedMinor !== amount) {
    throw refused(`counted notes are worth ${amount}, not ${countedMinor} minor units`);
  }
  return amount;
}

function refused(message: string): TellersightError {
  return new TellersightError('RECONCILE_REFUSED', message);
}
