/** Switchings looked back on: more than a second of code at 30 fps. */
const KEPT = 64;

export interface SwitchDelays {
  /** Longest time from the end of the command to the full effect, microseconds. */
  readonly onUs: number;
  readonly offUs: number;
  /** Uncertainty of the frames' timestamps, microseconds; kept on both sides of every change. */
  readonly marginUs: number;
}

/**
 * When the light was switched, in microseconds of CLOCK_MONOTONIC, and what can be said about an exposure from it (R13):
 * from the moment a command is given until its effect must be complete, nothing.
 */
export class SwitchLog {
  readonly #delays: SwitchDelays;
  // A ring without allocations: it is asked once per frame.
  readonly #from = new Float64Array(KEPT);
  readonly #until = new Float64Array(KEPT);
  readonly #lit = new Uint8Array(KEPT);
  #count = 0;

  constructor(delays: SwitchDelays) {
    this.#delays = delays;
  }

  /** A command is about to be given. Until `end` the light may be either. */
  begin(lit: boolean, nowUs: number): void {
    const last = (this.#count - 1) % KEPT;
    // A command that follows before the one before it ended: one change, to what was said last.
    if (this.#count > 0 && this.#until[last] === Number.POSITIVE_INFINITY) {
      this.#lit[last] = lit ? 1 : 0;
      return;
    }
    const slot = this.#count++ % KEPT;
    this.#from[slot] = nowUs;
    this.#until[slot] = Number.POSITIVE_INFINITY;
    this.#lit[slot] = lit ? 1 : 0;
  }

  /** The device has the last command. A command that failed has no end: nothing is known from then on. */
  end(atUs: number): void {
    const last = (this.#count - 1) % KEPT;
    if (this.#count === 0 || this.#until[last] !== Number.POSITIVE_INFINITY) return;
    // A driver that tells a time before the command would make the state known too early.
    const until = Math.max(atUs, this.#from[last]!) + (this.#lit[last] === 1 ? this.#delays.onUs : this.#delays.offUs);
    // A slow light does one thing after the other: it cannot be done with this before the one before.
    const before = this.#count > 1 ? this.#until[(this.#count - 2) % KEPT]! : 0;
    this.#until[last] = Math.max(until, before);
  }

  /**
   * @param endUs latest moment that can be in the picture; what lies after `nowUs` cannot
   * @returns lit or not during the whole exposure; null = it changed, or is not known
   */
  stateAt(startUs: number, endUs: number, nowUs: number): boolean | null {
    const { marginUs } = this.#delays;
    const end = Math.min(endUs, nowUs);
    if (!(startUs <= end)) return null;
    let changed = Number.POSITIVE_INFINITY;
    for (let back = 1; back <= Math.min(this.#count, KEPT); back++) {
      const slot = (this.#count - back) % KEPT;
      if (this.#until[slot]! + marginUs <= startUs) {
        return end <= changed - marginUs ? this.#lit[slot] === 1 : null;
      }
      changed = this.#from[slot]!;
    }
    return null;
  }
}
