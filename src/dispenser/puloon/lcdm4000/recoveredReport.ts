import type { DispenseReport, OpenCommand } from '../../driver.ts';
import { unknownReport } from '../../unknownReport.ts';
import { isUnchanged } from './baseline.ts';
import { deviceError } from './errors.ts';
import { LastStatus, type LastStatusResponse } from './lastStatus.ts';
import { mostNotes } from './limits.ts';
import { movementReport } from './movementReport.ts';

const dispense = 0x52;

/**
 * What LAST STATUS proves about a command whose answer was lost. It carries no id, so it is believed only when it cannot
 * be about anything else (reference §3.6); every rule that fails says so and leaves the outcome unknown.
 */
export function recoveredReport(open: OpenCommand, data: Uint8Array, cassettes: number): DispenseReport {
  const doubt = doubtOf(open, data);
  return typeof doubt === 'string' ? unknownReport(doubt, cassettes) : movementReport(open.notes, doubt);
}

/** The first rule that fails, in words; the reply itself when none does. */
function doubtOf(open: OpenCommand, data: Uint8Array): string | LastStatusResponse {
  const circumstances = doubtOfCircumstances(open);
  if (circumstances !== null) return circumstances;
  let said: LastStatusResponse;
  try {
    said = new LastStatus().parse(data);
  } catch (error) {
    return `LAST STATUS has fields that cannot be read: ${error instanceof Error ? error.message : error}`;
  }
  if (said.command !== dispense) return 'LAST STATUS is about another command than a dispense';
  const unchanged = isUnchanged(open.baseline, data);
  if (unchanged === null) return 'nothing is recorded of LAST STATUS before the command';
  if (unchanged) return 'LAST STATUS is the one from before the command: about it, or about an equal one earlier';
  return doubtOfCounts(open, said) ?? said;
}

/** What rules a proof out before anything is asked; null when nothing does. */
export function doubtOfCircumstances({ baseline, sameBoot }: OpenCommand): string | null {
  if (baseline === null) return 'nothing is recorded of LAST STATUS before the command';
  if (!sameBoot) return 'the board was restarted since: the device may have lost its power and its last result';
  return null;
}

function doubtOfCounts({ notes }: OpenCommand, { cassettes, error }: LastStatusResponse): string | null {
  const more = cassettes.findIndex(({ exited }, i) => exited > (notes[i] ?? 0));
  if (more >= 0) {
    return `LAST STATUS tells of ${cassettes[more]!.exited} notes of cassette ${more + 1}, ${notes[more] ?? 0} were asked for`;
  }
  const handled = cassettes.reduce((sum, { exited, rejected }) => sum + exited + rejected, 0);
  if (handled > mostNotes.transaction)
    return `LAST STATUS tells of ${handled} notes, a transaction has ${mostNotes.transaction}`;
  const strange = cassettes.findIndex(({ exited, rejected, type }, i) => exited + rejected > 0 && type !== i + 1);
  if (strange >= 0) return `LAST STATUS tells of notes of cassette ${strange + 1}, and of none in its place`;
  const complete = cassettes.every(({ exited }, i) => exited === (notes[i] ?? 0));
  // Counts that were saved while notes moved, and read after a loss of power, look like this.
  if (!complete && deviceError(error).effect === 'ok')
    return 'LAST STATUS has fewer notes, and no error that explains it';
  return null;
}
