import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { readLock, writeLock } from '../journal/dispenserLock.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import type { StepNotes } from '../journal/stepRecord.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import { bookCounts } from './bookCounts.ts';
import { distrust } from './distrust.ts';
import type { Baseline, DispenseOutcome, DispenseReport, DispenserDriver, DispenserStatus } from './driver.ts';
import { lockFor } from './lockFor.ts';
import type { DispenserLock } from './payoutApi.ts';
import type { PayoutRequest } from './payoutResult.ts';
import { planNotes } from './planNotes.ts';
import { recoverStep } from './recoverOpen.ts';

export interface PayoutRunOptions {
  readonly driver: DispenserDriver;
  readonly db: DatabaseSync;
  readonly journal: PayoutJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config['dispenser'];
  readonly bootId: string;
  /** Asked before each transmission: a sign of tampering may come while the line settles. @throws DISPENSER_LOCKED */
  readonly assertUnlocked: () => void;
  /**
   * Takes what could not be written; the engine locks in memory and runs `work` in a transaction with the lock as soon
   * as the journal can be written again.
   */
  readonly onUnrecorded: (work: () => void, lock: DispenserLock | null) => void;
}

/**
 * Plans the notes from what the device says about its cassettes now.
 * @throws NOT_DISPENSABLE, DISPENSER_NOT_READY, DISPENSER_OFFLINE, DISPENSER_PROTOCOL
 */
export async function planPayout(
  { driver, config }: PayoutRunOptions,
  request: PayoutRequest,
  status: DispenserStatus,
): Promise<StepNotes[][]> {
  if (!status.rejectTrayPresent) throw new TellersightError('DISPENSER_NOT_READY', 'the reject tray is missing');
  if (status.noteAtExit) throw new TellersightError('DISPENSER_NOT_READY', 'a note lies at the exit');
  if (status.notesOnPath) throw new TellersightError('DISPENSER_NOT_READY', 'a sensor on the note path is blocked');
  const cassettes = config.cassettes.map(({ value_minor }, index) => {
    const cassette = status.cassettes[index];
    return {
      valueMinor: value_minor,
      usable: (cassette?.present ?? false) && !(cassette?.empty ?? true),
      available: cassette?.count ?? null,
      nearEnd: cassette?.nearEnd ?? false,
    };
  });
  const commands = await driver.plan(planNotes(request.amountMinor, cassettes, config.near_empty));
  return commands.map((counts) =>
    counts.map((count, cassette) => ({ cassette, valueMinor: cassettes[cassette]!.valueMinor, count })),
  );
}

/**
 * Runs the planned steps one after the other and stops at the first one that is not fully dispensed. Order is what money
 * hangs on: `intent` is on the disk before the driver is called, `sent` before each transmission, the result with the
 * lock it causes in one transaction.
 *
 * @throws JOURNAL_UNWRITABLE only while no byte was written
 */
export async function runSteps(
  options: PayoutRunOptions,
  request: PayoutRequest,
  steps: readonly (readonly StepNotes[])[],
): Promise<void> {
  const { db, journal } = options;
  journal.begin(request, steps);
  for (const [step, notes] of steps.entries()) {
    let report: DispenseReport;
    try {
      if (step > 0) {
        if (readLock(db)) break; // a sign of tampering between two steps
        journal.add(request.payoutId, step, 'intent', {});
      }
      report = await options.driver.dispense(countsOf(notes), traceOf(options, request.payoutId, step));
    } catch (error) {
      // By contract nothing of this step was written: the step did not happen, earlier ones did.
      giveUp(options, request.payoutId, step, error);
      if (step === 0) throw error;
      return;
    }
    const outcome = finishStep(options, request.payoutId, step, notes, report);
    if (outcome === 'unknown' && (await isProved(options, request.payoutId, step))) continue;
    if (outcome !== 'dispensed') break;
  }
  closePlanned(options, request.payoutId);
}

function countsOf(notes: readonly StepNotes[]): number[] {
  return notes.map(({ count }) => count);
}

function traceOf({ journal, log, assertUnlocked }: PayoutRunOptions, payoutId: string, step: number) {
  return {
    sent: (attempt: number, baseline?: Baseline) => {
      assertUnlocked();
      journal.add(payoutId, step, 'sent', { attempt, ...(baseline === undefined ? {} : { baseline }) });
    },
    acknowledged: () => {
      try {
        journal.add(payoutId, step, 'sent', { acknowledged: true });
      } catch (error) {
        // Only a remark: `sent` is already on the disk, and notes are moving.
        log.error(error);
      }
    },
  };
}

/** Records the result; null when even that was not possible. */
function finishStep(
  options: PayoutRunOptions,
  payoutId: string,
  step: number,
  notes: readonly StepNotes[],
  said: DispenseReport,
): DispenseOutcome | null {
  const { db, journal, clock } = options;
  const report = distrust(said, notes);
  const sinceUtc = clock.now().toISOString();
  const lock = lockFor(report, notes, payoutId, sinceUtc);
  const work = () => {
    journal.add(payoutId, step, report.outcome, { report });
    bookCounts(db, notes, report);
    if (lock) writeLock(db, lock);
  };
  try {
    journal.inTransaction(`the result of step ${step}`, work);
  } catch (error) {
    options.log.error(error);
    const reason = `step ${step} ended as ${report.outcome}, but the result could not be written`;
    options.onUnrecorded(work, lock ?? { code: 'JOURNAL_UNWRITABLE', reason, payoutId, sinceUtc });
    return null;
  }
  return report.outcome;
}

/** Asks a device that can be asked for the lost result; true when everything asked for provably left after all. */
async function isProved(options: PayoutRunOptions, payoutId: string, step: number): Promise<boolean> {
  if (!options.driver.capability.resultRetrievable) return false;
  try {
    const record = options.journal.steps(payoutId).find((other) => other.step === step)!;
    return (await recoverStep(options, record))?.outcome === 'dispensed';
  } catch (error) {
    options.log.error(error); // it stays unknown and locked
    return false;
  }
}

/** The step was not begun on the wire; when even that cannot be written, nothing more is paid until it can. */
function giveUp(options: PayoutRunOptions, payoutId: string, step: number, error: unknown): void {
  const { journal } = options;
  const reason = error instanceof Error ? error.message : String(error);
  const work = () => {
    for (const record of journal.steps(payoutId)) {
      if (record.step >= step) journal.add(payoutId, record.step, 'notExecuted', { reason });
    }
  };
  try {
    journal.inTransaction('a step that was not begun', work);
  } catch {
    // No lock: nothing moved. The open `intent` must be closed before anything else is paid.
    options.onUnrecorded(work, null);
  }
}

function closePlanned(options: PayoutRunOptions, payoutId: string): void {
  const { journal, clock } = options;
  const work = () => {
    const open = journal.steps(payoutId).filter(({ states }) => states.at(-1)?.state === 'planned');
    for (const { step } of open) journal.add(payoutId, step, 'notExecuted', { reason: 'an earlier step fell short' });
  };
  try {
    journal.inTransaction('the steps that are left out', work);
  } catch (error) {
    const sinceUtc = clock.now().toISOString();
    const reason = error instanceof Error ? error.message : String(error);
    options.onUnrecorded(work, { code: 'JOURNAL_UNWRITABLE', reason, payoutId, sinceUtc });
  }
}
