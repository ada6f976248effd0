import { ALL } from './allSubjects.ts';

/** What is wrong with the label of a demographic group or an attack species; null = nothing. Labels go into reports. */
export function labelFault(label: string): string | null {
  if (label === ALL) return `"${ALL}" is what all subjects together are called, no group label`;
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._+()/-]{0,63}$/u.test(label)) return null;
  return 'a label has 1 to 64 letters, digits, blanks or . _ + ( ) / -';
}
