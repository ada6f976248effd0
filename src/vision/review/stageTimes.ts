import type { StageTimer } from '../pipeline.ts';

export interface StageSummary {
  readonly stage: string;
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Collects how long the stages of a pipeline take. */
export class StageTimes {
  readonly #times = new Map<string, number[]>();

  readonly add: StageTimer = (stage, milliseconds) => {
    const list = this.#times.get(stage);
    if (list) list.push(milliseconds);
    else this.#times.set(stage, [milliseconds]);
  };

  summary(): StageSummary[] {
    return [...this.#times].map(([stage, times]) => {
      const sorted = [...times].sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
      return { stage, count: sorted.length, p50: at(0.5), p99: at(0.99) };
    });
  }

  table(print: (header: readonly string[], rows: readonly (readonly string[])[]) => string): string {
    const rows = this.summary().map((s) => [s.stage, String(s.count), s.p50.toFixed(2), s.p99.toFixed(2)]);
    return print(['stage', 'runs', 'p50 ms', 'p99 ms'], rows);
  }
}
