import type { Board } from './board.ts';

/** What a scenario says must happen. Money in minor units. */
export interface Expectation {
  /** `paid`, or the code of the refusal or fault the ATM application gets. */
  readonly result: string;
  /** Codes that must be among the reasons of the decision record; more may be there. */
  readonly reasons?: readonly string[];
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

/** All that was expected, and nothing more paid than counted. */
export function judge(scenario: Scenario, outcome: Outcome, counted: number): boolean {
  const { expected } = scenario;
  return (
    outcome.result === expected.result &&
    (expected.reasons ?? []).every((reason) => outcome.reasons.includes(reason)) &&
    counted === expected.counted &&
    (outcome.paid === null || outcome.paid === counted)
  );
}
