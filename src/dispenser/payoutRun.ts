import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { addToCounters } from '../journal/cassetteCounters.ts';
import { readLock, writeLock } from '../journal/dispenserLock.ts';
import type { PayoutJournal } from '../journal/payouts.ts';
import type { StepNotes } from '../journal/stepRecord.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import type { DispenseReport, DispenserDriver, DispenserStatus } from './driver.ts';
import type { DispenserLock } from './payoutApi.ts';
import type { PayoutRequest } from './payoutResult.ts';
import { isOverDispense } from './payoutSummary.ts';
import { planNotes } from './planNotes.ts';

export interface PayoutRunOptions {
  readonly driver: DispenserDriver;
  readonly db: DatabaseSync;
  readonly journal: PayoutJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config['dispenser'];
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
    return { valueMinor: value_minor, usable: (cassette?.present ?? false) && !(cassette?.empty ?? true) };
  });
  const commands = await driver.plan(planNotes(request.amountMinor, cassettes));
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
    if (!finishStep(options, request.payoutId, step, notes, report)) break;
  }
  closePlanned(options, request.payoutId);
}

function countsOf(notes: readonly StepNotes[]): number[] {
  return notes.map(({ count }) => count);
}

function traceOf({ journal, log, assertUnlocked }: PayoutRunOptions, payoutId: string, step: number) {
  return {
    sent: (attempt: number) => {
      assertUnlocked();
      journal.add(payoutId, step, 'sent', { attempt });
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

/** Records the result; true when the next step may begin. */
function finishStep(
  options: PayoutRunOptions,
  payoutId: string,
  step: number,
  notes: readonly StepNotes[],
  said: DispenseReport,
): boolean {
  const { db, journal, clock } = options;
  const report = distrust(said, notes);
  const sinceUtc = clock.now().toISOString();
  const lock = lockFor(report, notes, payoutId, sinceUtc);
  const work = () => {
    journal.add(payoutId, step, report.outcome, { report });
    for (const { cassette } of notes) {
      addToCounters(db, cassette, report.exited[cassette] ?? 0, report.rejected[cassette] ?? 0);
    }
    if (lock) writeLock(db, lock);
  };
  try {
    journal.inTransaction(`the result of step ${step}`, work);
  } catch (error) {
    options.log.error(error);
    const reason = `step ${step} ended as ${report.outcome}, but the result could not be written`;
    options.onUnrecorded(work, lock ?? { code: 'JOURNAL_UNWRITABLE', reason, payoutId, sinceUtc });
    return false;
  }
  return report.outcome === 'dispensed';
}

/** A driver's "all went well" is checked once more against the request before it is believed. */
function distrust(report: DispenseReport, notes: readonly StepNotes[]): DispenseReport {
  if (report.outcome !== 'dispensed' && report.outcome !== 'short') return report;
  const wrong = notes.find(({ cassette, count }) => {
    const exited = report.exited[cassette];
    if (exited === null || exited === undefined) return count > 0;
    return report.outcome === 'dispensed' ? exited !== count : exited > count;
  });
  if (!wrong) return report;
  const discrepancy = `cassette ${wrong.cassette}: ${report.exited[wrong.cassette]} out, ${wrong.count} asked for`;
  return { ...report, outcome: 'suspect', discrepancy: report.discrepancy ?? discrepancy };
}

function lockFor(
  report: DispenseReport,
  notes: readonly StepNotes[],
  payoutId: string,
  sinceUtc: string,
): DispenserLock | null {
  if (report.outcome !== 'unknown' && report.outcome !== 'suspect') return null;
  const code =
    report.outcome === 'unknown'
      ? 'PAYOUT_UNKNOWN'
      : isOverDispense(report, { notes })
        ? 'OVER_DISPENSE'
        : 'PAYOUT_SUSPECT';
  const device = report.deviceCode === null ? '' : ` (device code ${report.deviceCode})`;
  const reason = `${report.discrepancy ?? report.deviceMeaning ?? report.outcome}${device}`;
  return { code, reason, payoutId, sinceUtc };
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
