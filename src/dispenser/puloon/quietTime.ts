import type { Timers } from '../../lib/timers.ts';

/**
 * When bytes that nobody can read are no sign of somebody else on the cable: for a while after each command they are what
 * is left of its answer, or of a copy of it.
 */
export class QuietTime {
  readonly #timers: Timers;
  #untilMs = Number.NEGATIVE_INFINITY;
  #expected = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** A command ended. */
  extend(ms: number): void {
    this.#untilMs = Math.max(this.#untilMs, this.#timers.nowMs() + ms);
  }

  /** The first byte of something came, `explained` by other means or not; it may be known to be rubbish only later. */
  mark(explained: boolean): void {
    this.#expected = explained || this.#timers.nowMs() < this.#untilMs;
  }

  /** What began with the last mark needs no explanation. */
  get expected(): boolean {
    return this.#expected;
  }
}
