import type { Violation } from '../check/violation.ts';
import type { Coverage } from './coverage.ts';

/** What a worker is told to run, and what it says afterwards. */
export interface Batch {
  readonly from: number;
  readonly count: number;
  readonly dialects: readonly string[];
}

export interface Found {
  readonly seed: number;
  readonly dialect: string;
  readonly violations: readonly Violation[];
}

export interface BatchResult {
  readonly seeds: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly coverage: Coverage['counts'];
  readonly found: readonly Found[];
}

export function emptyResult(): BatchResult {
  return { seeds: 0, events: 0, virtualMs: 0, coverage: {}, found: [] };
}
