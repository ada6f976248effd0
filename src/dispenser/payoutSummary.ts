import type { DatabaseSync } from 'node:sqlite';
import { readLock } from '../journal/dispenserLock.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import { readReconciliation } from '../journal/reconciliations.ts';
import { currentState, type StepRecord } from '../journal/stepRecord.ts';
import type { Code } from '../lib/catalog/index.ts';
import type { DispenseOutcome, DispenseReport } from './driver.ts';
import { isOverDispense } from './isOverDispense.ts';
import type { PayoutRequest, PayoutResult } from './payoutResult.ts';
import { reversalFor } from './reversal.ts';

const outcomes: readonly string[] = ['dispensed', 'short', 'notExecuted', 'suspect', 'unknown'];

const codes: Record<DispenseOutcome, Code> = {
  dispensed: 'PAYOUT_DISPENSED',
  short: 'PAYOUT_SHORT',
  notExecuted: 'PAYOUT_NOT_EXECUTED',
  suspect: 'PAYOUT_SUSPECT',
  unknown: 'PAYOUT_UNKNOWN',
};

/** The result of a payout as the journal tells it; what a second call with the same DISPENSEID gets. */
export function summarise(db: DatabaseSync, journal: PayoutJournal, request: PayoutRequest): PayoutResult {
  const steps = journal.steps(request.payoutId).map((step) => ({ step, ...outcomeOf(step) }));
  const outcome = combine(
    steps.map((entry) => entry.outcome),
    steps.every((entry) => entry.complete),
  );
  const settled = steps.some(({ step }) => currentState(step) === 'settled');
  const uncertain = outcome === 'suspect' || outcome === 'unknown';
  const locked = !settled && (uncertain || readLock(db)?.payoutId === request.payoutId);
  const notes = perCassette(steps);
  const certain = notes.reduce<number | null>(
    (sum, note) => (sum === null || note.exited === null ? null : sum + note.exited * note.valueMinor),
    0,
  );
  const counted = settled ? countedBy(db, steps) : null;
  const dispensedMinor = settled ? counted : uncertain ? null : certain;
  const over = steps.some(({ report, step }) => report !== null && isOverDispense(report, step.notes));
  const code = over ? 'OVER_DISPENSE' : codes[outcome];
  return {
    payoutId: request.payoutId,
    outcome,
    dispensedMinor,
    notes,
    locked,
    reversal: reversalFor(request.amountMinor, dispensedMinor),
    code,
    message: sentence(
      outcome,
      request,
      dispensedMinor,
      settled,
      steps.map((entry) => entry.report),
    ),
  };
}

interface StepOutcome {
  readonly outcome: DispenseOutcome;
  /** Every requested note of the step left. */
  readonly complete: boolean;
  readonly report: DispenseReport | null;
}

function outcomeOf(step: StepRecord): StepOutcome {
  const last = step.states.findLast(({ state }) => outcomes.includes(state));
  if (last) {
    const report = step.states.findLast(({ detail }) => detail.report !== undefined)?.detail.report ?? null;
    return { outcome: last.state as DispenseOutcome, complete: last.state === 'dispensed', report };
  }
  // Planned only: never begun. Intent or sent without a result: in flight, or the process died there.
  const begun = step.states.some(({ state }) => state !== 'planned');
  return { outcome: begun ? 'unknown' : 'notExecuted', complete: false, report: null };
}

function combine(all: readonly DispenseOutcome[], complete: boolean): DispenseOutcome {
  if (all.includes('unknown')) return 'unknown';
  if (all.includes('suspect')) return 'suspect';
  if (complete) return 'dispensed';
  return all.every((outcome) => outcome === 'notExecuted') ? 'notExecuted' : 'short';
}

function perCassette(steps: readonly (StepOutcome & { readonly step: StepRecord })[]): PayoutResult['notes'] {
  const rows = new Map<number, { valueMinor: number; requested: number; exited: number | null }>();
  for (const { step, outcome, report } of steps) {
    for (const { cassette, valueMinor, count } of step.notes) {
      const row = rows.get(cassette) ?? { valueMinor, requested: 0, exited: 0 };
      const exited = outcome === 'notExecuted' ? 0 : (report?.exited[cassette] ?? (count === 0 ? 0 : null));
      row.requested += count;
      row.exited = row.exited === null || exited === null ? null : row.exited + exited;
      rows.set(cassette, row);
    }
  }
  return [...rows.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
}

function countedBy(db: DatabaseSync, steps: readonly { readonly step: StepRecord }[]): number | null {
  for (const { step } of steps) {
    const id = step.states.at(-1)?.detail.reconciliation;
    if (id !== undefined) return readReconciliation(db, id)?.countedMinor ?? null;
  }
  return null;
}

function sentence(
  outcome: DispenseOutcome,
  request: PayoutRequest,
  dispensedMinor: number | null,
  settled: boolean,
  reports: readonly (DispenseReport | null)[],
): string {
  const device = reports.findLast((report) => report?.deviceMeaning)?.deviceMeaning ?? null;
  const tail = device === null || outcome === 'dispensed' ? '' : ` (${device})`;
  if (settled) return `settled by an operator at ${dispensedMinor} of ${request.amountMinor} minor units${tail}`;
  if (dispensedMinor === null) return `it cannot be told how much of ${request.amountMinor} minor units left${tail}`;
  return `${dispensedMinor} of ${request.amountMinor} minor units left the dispenser${tail}`;
}
