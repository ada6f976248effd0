/** What the system made of one presentation. `none` = no response: no face, no answer in time, no decision. */
export type Decision = 'live' | 'attack' | 'none';

/** One presentation of a test after ISO/IEC 30107-3. */
export interface Presentation {
  /** Null = bona fide. */
  readonly species: string | null;
  /** Attack potential as the tester names it; empty for bona fide ones and where it is not stated. */
  readonly level: string;
  readonly decision: Decision;
  /** Cosine with the attacked (or own) reference; null = the match was not part of the test. */
  readonly matchScore: number | null;
}

/** How scores become decisions where the list has no decisions. */
export interface PadLimits {
  readonly rgb: number;
  readonly ir: number;
}
