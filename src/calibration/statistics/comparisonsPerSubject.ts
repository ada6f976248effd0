export interface Comparisons {
  /** Where the row of each subject begins in `others`; one entry more than subjects. */
  readonly rows: Uint32Array;
  /** Whom that subject was compared with; of two subjects the lower number has the row. */
  readonly others: Uint32Array;
}

type Each = (kind: 'impostor', take: (a: number, b: number) => void) => void;

/** All comparisons of strangers by their first subject, so that a subject is passed over or counted with all of its own. */
export function comparisonsPerSubject(each: Each, subjects: number, impostorPairs: number): Comparisons {
  const rows = new Uint32Array(subjects + 1);
  each('impostor', (a, b) => {
    rows[Math.min(a, b) + 1]!++;
  });
  for (let i = 0; i < subjects; i++) rows[i + 1]! += rows[i]!;
  const next = rows.slice();
  const others = new Uint32Array(impostorPairs);
  each('impostor', (a, b) => {
    others[next[Math.min(a, b)]!++] = Math.max(a, b);
  });
  return { rows, others };
}
