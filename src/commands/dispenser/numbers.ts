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
