import { TellersightError } from '../lib/errors.ts';

export interface CassetteForPlan {
  readonly valueMinor: number;
  /** False when it is missing or empty: nothing is planned from it. */
  readonly usable: boolean;
  /** Notes in it; null when nobody knows. No more than that is planned from it. */
  readonly available?: number | null;
  readonly nearEnd?: boolean;
}

/** Which of two cassettes with the same note gives first. */
export type NearEmptyPolicy = 'first' | 'last';

/** More notes than this do not go through the slot for one customer; XFS4IoT calls it tooManyItems. */
export const maxNotesPerPayout = 200;

/**
 * Finds notes that make exactly `amountMinor`, largest values first (fewest notes in the usual case), giving way to
 * smaller ones only where the rest would not come out. Of cassettes with the same value the near-empty ones come first
 * (to be exchanged soon) or last (to keep every note on offer), else the first one comes first.
 *
 * @returns notes per cassette, index 0 first
 * @throws NOT_DISPENSABLE
 */
export function planNotes(
  amountMinor: number,
  cassettes: readonly CassetteForPlan[],
  nearEmpty: NearEmptyPolicy = 'last',
): number[] {
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
    throw new TellersightError('NOT_DISPENSABLE', 'the amount is not a positive number of minor units');
  }
  const order = cassettes
    .map((cassette, index) => ({ ...cassette, index }))
    .filter((cassette) => cassette.usable)
    .sort((a, b) => b.valueMinor - a.valueMinor || byPolicy(a, b) || a.index - b.index);
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
    const most = Math.min(Math.floor(rest / cassette.valueMinor), notesLeft, cassette.available ?? notesLeft);
    // Values only get smaller from here: what cannot be reached with all notes left at this value never will be.
    for (let count = most; count >= 0 && rest <= cassette.valueMinor * notesLeft; count--) {
      notes[cassette.index] = count;
      if (fill(position + 1, rest - count * cassette.valueMinor, notesLeft - count)) return true;
    }
    notes[cassette.index] = 0;
    return false;
  }

  function byPolicy(a: CassetteForPlan, b: CassetteForPlan): number {
    const order = Number(b.nearEnd ?? false) - Number(a.nearEnd ?? false);
    return nearEmpty === 'first' ? order : -order;
  }
}
