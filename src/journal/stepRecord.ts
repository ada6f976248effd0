import type { Baseline, DispenseReport } from '../dispenser/driver.ts';
import type { PayoutState } from '../dispenser/payoutResult.ts';

/** Notes asked of one cassette in one step; the value is kept because the configuration may change later. */
export interface StepNotes {
  readonly cassette: number;
  readonly valueMinor: number;
  readonly count: number;
}

/** What the journal keeps beside a state. */
export interface StateDetail {
  readonly report?: DispenseReport;
  /** An answer that came after the step was recorded as unknown. */
  readonly late?: DispenseReport;
  readonly attempt?: number;
  /** What the device said of itself before the command; what `recover` compares with. */
  readonly baseline?: Baseline;
  /** The result was proved after it had been recorded as unknown. */
  readonly recovered?: true;
  readonly acknowledged?: boolean;
  readonly reason?: string;
  readonly reconciliation?: number;
}

/** One command to the dispenser as the journal knows it: its notes and every state it went through, oldest first. */
export interface StepRecord {
  readonly payoutId: string;
  readonly step: number;
  readonly notes: readonly StepNotes[];
  readonly states: readonly { readonly state: PayoutState; readonly detail: StateDetail; readonly atUtc: string }[];
}

/** The state a step is in now. */
export function currentState(step: StepRecord): PayoutState {
  return step.states.at(-1)?.state ?? 'planned';
}
