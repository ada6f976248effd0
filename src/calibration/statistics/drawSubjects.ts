import type { RandomNumbers } from './randomNumbers.ts';

/**
 * One bootstrap replicate: as many subjects as there are, drawn with replacement. Fills `times` with how often each was
 * drawn; nobody is ever drawn 256 times (of any number of subjects the chance is below 1e-500).
 */
export function drawSubjects(random: RandomNumbers, times: Uint8Array): void {
  times.fill(0);
  const { length } = times;
  for (let i = 0; i < length; i++) times[Math.floor(random.next() * length)]!++;
}
