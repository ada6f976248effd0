import { Pairs } from './pairs.ts';

/** Captures from which a template was wanted. Failure to acquire (ISO/IEC 19795-1) is told apart from every match rate. */
export interface Acquisition {
  readonly captures: number;
  readonly failures: number;
}

/** Who was compared with whom, and how alike they were. Subjects are numbers; their names stay with the reader. */
export class ScoreTable {
  readonly impostor = new Pairs();
  readonly genuine = new Pairs();
  /** Labels of demographic groups, by group number. */
  readonly groups: string[] = [];
  /** Group number of each subject; -1 = no label. */
  readonly groupOf: number[] = [];
  /** Null: not stated. `byGroup` counts by group number, unlabelled subjects left out. */
  acquisition: { readonly all: Acquisition; readonly byGroup: readonly Acquisition[] | null } | null = null;

  get subjects(): number {
    return this.groupOf.length;
  }
}
