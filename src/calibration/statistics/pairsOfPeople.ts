type Each = (kind: 'impostor', take: (a: number, b: number) => void) => void;

/** How many different pairs of subjects were compared; (a, b) and (b, a) are the same pair. */
export function pairsOfPeople(each: Each, subjects: number, impostorPairs: number): number {
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
