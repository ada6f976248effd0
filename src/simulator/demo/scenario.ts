import type { Board } from './board.ts';

/** What a scenario says must happen. Money in minor units. */
export interface Expectation {
  /** `paid`, or codes of which one must be the result or among the reasons of the decision record. */
  readonly anyOf: readonly string[];
  /** What leaves the dispenser, by the dispenser's own count. */
  readonly counted: number;
}

export interface Outcome {
  readonly result: string;
  readonly reasons: readonly string[];
  /** What the daemon says it paid; null = it says that it does not know. */
  readonly paid: number | null;
  /** What matters besides, in one line each, for the reader of the terminal. */
  readonly notes: readonly string[];
}

/** One story at the machine. `play` drives it through the public contracts only. */
export interface Scenario {
  readonly name: string;
  readonly story: string;
  readonly expected: Expectation;
  play(board: Board): Promise<Outcome>;
}

export interface Played {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  /** What the dispenser simulator's own ledger counted, minor units. */
  readonly counted: number;
  readonly seconds: number;
  readonly matches: boolean;
}

/** All that was expected: refused for the right reason, and what the daemon says it paid is what was counted. */
export function judge({ expected }: Scenario, outcome: Outcome, counted: number): boolean {
  const got = [outcome.result, ...outcome.reasons];
  return (
    got.some((code) => expected.anyOf.includes(code)) &&
    counted === expected.counted &&
    (outcome.paid === null || outcome.paid === counted)
  );
}
