import { TellersightError } from '../../lib/errors.ts';

/** @throws USAGE */
export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new TellersightError('USAGE', `${option}: ${text} is not a whole number`);
  return Number(text);
}

/** "5,0": notes per cassette, the first (upper) one first. @throws USAGE */
export function noteCounts(option: string, text: string): number[] {
  return text.split(',').map((count) => wholeNumber(option, count));
}

/** What was counted by hand, as typed: an amount, or notes per cassette. */
export interface CountedOptions {
  readonly countedMinor?: string;
  readonly notes?: string;
}

/** @throws USAGE */
export function countedOf({ countedMinor, notes }: CountedOptions) {
  return {
    ...(countedMinor === undefined ? {} : { countedMinor: wholeNumber('--counted-minor', countedMinor) }),
    ...(notes === undefined ? {} : { countedNotes: noteCounts('--notes', notes) }),
  };
}
