import type { Comparisons } from './comparisonsPerSubject.ts';

/** How many different pairs of subjects were compared, however often. */
export function pairsOfPeople({ rows, others }: Comparisons): number {
  const subjects = rows.length - 1;
  const seenFor = new Int32Array(subjects).fill(-1);
  let pairs = 0;
  for (let subject = 0; subject < subjects; subject++) {
    for (let i = rows[subject]!, end = rows[subject + 1]!; i < end; i++) {
      const other = others[i]!;
      if (seenFor[other] !== subject) pairs++;
      seenFor[other] = subject;
    }
  }
  return pairs;
}
