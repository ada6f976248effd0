import type { DatabaseSync } from 'node:sqlite';
import type { PayoutJournal } from '../journal/payouts.ts';
import { currentState, type StepRecord } from '../journal/stepRecord.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../system/log.ts';
import type { DispenseReport, DispenserDriver, OpenCommand } from './driver.ts';
import { recordProof } from './recordProof.ts';

export interface RecoverOptions {
  readonly driver: DispenserDriver;
  readonly db: DatabaseSync;
  readonly journal: PayoutJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly bootId: string;
}

/**
 * Asks the device about every command whose result is unknown.
 * @returns true when any of them is not unknown any more
 * @throws JOURNAL_UNWRITABLE
 */
export async function recoverOpen(options: RecoverOptions): Promise<boolean> {
  let found = false;
  for (const payoutId of options.journal.payoutsIn(['unknown'])) {
    for (const step of options.journal.steps(payoutId)) {
      if (currentState(step) === 'unknown' && (await recoverStep(options, step)) !== null) found = true;
    }
  }
  return found;
}

/** @returns what was proved or found doubtful; null when the result stays unknown. @throws JOURNAL_UNWRITABLE */
export async function recoverStep(options: RecoverOptions, step: StepRecord): Promise<DispenseReport | null> {
  const { driver, log } = options;
  const proof = recordProof(options, step, await driver.recover(openCommand(options, step)));
  if (proof === null) return null;
  const known = proof.outcome === 'suspect' ? 'doubtful counts' : `${proof.exited.join('/')} notes out`;
  log.event('PAYOUT_RECOVERED', `the device was asked again: ${known}`, { payoutId: step.payoutId });
  return proof;
}

function openCommand({ driver, journal, bootId }: RecoverOptions, step: StepRecord): OpenCommand {
  const notes = Array.from({ length: driver.capability.cassettes }, (_, cassette) => {
    return step.notes.find((entry) => entry.cassette === cassette)?.count ?? 0;
  });
  const baseline = step.states.findLast(({ detail }) => detail.baseline !== undefined)?.detail.baseline ?? null;
  const acknowledged = step.states.some(({ detail }) => detail.acknowledged === true);
  return { notes, baseline, acknowledged, sameBoot: journal.bootOf(step.payoutId) === bootId };
}
