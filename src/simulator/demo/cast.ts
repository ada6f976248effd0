import type { Face } from './board.ts';

/** Who plays in the demo: seeds of rendered heads. The models were trained on none of them (they use seeds from 1,000 up). */
export const seeds = { wei: 11, lin: 23, stranger: 42 } as const;

export interface Cast {
  /** Enrolled customers; the stranger is enrolled nowhere. */
  readonly wei: Face;
  readonly lin: Face;
}
