import type { Guidance } from './observation.ts';

/** Pairs in a row that must agree, and the least time between two messages: a text that flickers helps nobody. */
const STABLE_PAIRS = 3;
const LEAST_MS = 500;

/** Turns guidance per pair into messages for the customer: only changes, only stable ones, not too often. */
export class GuidanceFilter {
  #candidate: Guidance | null = null;
  #run = 0;
  #said: Guidance | null = null;
  #saidMs = Number.NEGATIVE_INFINITY;

  /** The message to send now, or null. */
  next(guidance: Guidance | null, nowMs: number): Guidance | null {
    this.#run = guidance === this.#candidate ? this.#run + 1 : 1;
    this.#candidate = guidance;
    if (this.#run < STABLE_PAIRS || guidance === this.#said) return null;
    if (guidance === null) {
      // All is well: forget what was said, so that the same fault is named again when it comes back.
      this.#said = null;
      return null;
    }
    if (nowMs - this.#saidMs < LEAST_MS) return null;
    this.#said = guidance;
    this.#saidMs = nowMs;
    return guidance;
  }
}
