import { TellersightError } from '../lib/errors.ts';

export interface CassetteForPlan {
  readonly valueMinor: number;
  /** False when it is missing or empty: nothing is planned from it. */
  readonly usable: boolean;
}

/** More notes than this do not go through the slot for one customer; XFS4IoT calls it tooManyItems. */
export const maxNotesPerPayout = 200;

/**
 * Finds notes that make exactly `amountMinor`, largest values first (fewest notes in the usual case), giving way to
 * smaller ones only where the rest would not come out. Cassettes of the same value are used in their order.
 *
 * @returns notes per cassette, index 0 first
 * @throws NOT_DISPENSABLE
 */
export function planNotes(amountMinor: number, cassettes: readonly CassetteForPlan[]): number[] {
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
    throw new TellersightError('NOT_DISPENSABLE', 'the amount is not a positive number of minor units');
  }
  const order = cassettes
    .map((cassette, index) => ({ ...cassette, index }))
    .filter((cassette) => cassette.usable)
    .sort((a, b) => b.valueMinor - a.valueMinor || a.index - b.index);
  const notes = cassettes.map(() => 0);
  if (!fill(0, amountMinor, maxNotesPerPayout)) {
    throw new TellersightError('NOT_DISPENSABLE', `no mix of the cassettes gives ${amountMinor} minor units`, {
      details: { amountMinor, usableCassettes: order.length },
    });
  }
  return notes;

  function fill(position: number, rest: number, notesLeft: number): boolean {
    if (rest === 0) return true;
    const cassette = order[position];
    if (!cassette) return false;
    const most = Math.min(Math.floor(rest / cassette.valueMinor), notesLeft);
    // Values only get smaller from here: what cannot be reached with all notes left at this value never will be.
    for (let count = most; count >= 0 && rest <= cassette.valueMinor * notesLeft; count--) {
      notes[cassette.index] = count;
      if (fill(position + 1, rest - count * cassette.valueMinor, notesLeft - count)) return true;
    }
    notes[cassette.index] = 0;
    return false;
  }
}
