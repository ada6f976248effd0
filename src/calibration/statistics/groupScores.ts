import type { Pairs } from '../pairs.ts';
import { BINS } from '../scoreBin.ts';
import type { ScoreTable } from '../scoreTable.ts';
import { comparisonsPerSubject } from './comparisonsPerSubject.ts';
import { pairsOfPeople } from './pairsOfPeople.ts';

/** The comparisons within one group: both subjects belong to it. Subjects are numbered anew, from 0. */
export interface GroupScores {
  readonly name: string;
  readonly subjects: number;
  readonly impostorPairs: number;
  /** Different pairs of subjects among them. */
  readonly subjectPairs: number;
  readonly genuinePairs: number;
  /** Comparisons per score bin. */
  readonly impostor: Uint32Array;
  readonly genuine: Uint32Array;
  /** Calls `take` for every comparison of a kind, in the order of the list. */
  each(kind: 'impostor' | 'genuine', take: (a: number, b: number, bin: number) => void): void;
}

/** @param group a group number; null = all subjects, comparisons across groups included */
export function groupScores(table: ScoreTable, name: string, group: number | null): GroupScores {
  const local = new Int32Array(table.subjects).fill(-1);
  let subjects = 0;
  for (const [subject, own] of table.groupOf.entries())
    if (group === null || own === group) local[subject] = subjects++;
  const each: GroupScores['each'] = (kind, take) => walk(table[kind], local, take);
  const histogram = (kind: 'impostor' | 'genuine') => {
    const counts = new Uint32Array(BINS);
    let total = 0;
    each(kind, (_a, _b, bin) => {
      counts[bin]!++;
      total++;
    });
    return { counts, total };
  };
  const impostor = histogram('impostor');
  const genuine = histogram('genuine');
  return {
    name,
    subjects,
    impostorPairs: impostor.total,
    subjectPairs: pairsOfPeople(comparisonsPerSubject(each, subjects, impostor.total)),
    genuinePairs: genuine.total,
    impostor: impostor.counts,
    genuine: genuine.counts,
    each,
  };
}

function walk(pairs: Pairs, local: Int32Array, take: (a: number, b: number, bin: number) => void): void {
  for (const chunk of pairs.chunks) {
    for (let i = 0; i < chunk.count; i++) {
      const a = local[chunk.a[i]!]!;
      const b = local[chunk.b[i]!]!;
      if (a >= 0 && b >= 0) take(a, b, chunk.bin[i]!);
    }
  }
}
