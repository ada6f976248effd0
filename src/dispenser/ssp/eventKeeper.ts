import type { FinalEvent } from './finalEvents.ts';

/**
 * Decides what to do with the end of a payout that the idle device reports. It repeats it until EVENT_ACK, and that is
 * only sent once the result is on the engine's disk: the engine writes it before it asks the driver for anything else,
 * so any later call may acknowledge. What belongs to a result that nobody has been told of yet is kept for `recover`.
 */
export class EventKeeper {
  #told: ReadonlySet<string> = new Set();
  /** A payout of this process has no result, or an earlier process may have left one without. */
  #waiting = true;
  /** An end that is still reported belongs to a result that an earlier process has written. */
  #released = false;

  /** The result with this end was handed over. */
  judged(finals: readonly FinalEvent[]): void {
    this.#told = new Set(finals.map((event) => JSON.stringify(event)));
    this.#waiting = false;
    this.#released = false;
  }

  /** A payout was sent and its result is not known. */
  lost(): void {
    this.#waiting = true;
    this.#released = false;
  }

  /** Nothing that was ever sent is without a result. Without this the end of a payout before a restart would stay for ever. */
  release(): void {
    if (this.#waiting) this.#released = true;
    this.#waiting = false;
  }

  /**
   * - none: the device reports no end
   * - acknowledge: its result was handed over, also by an earlier process; also when the device repeats it afterwards
   * - keep: it may belong to a result that is not known yet
   * - foreign: nobody here asked for it
   */
  sort(finals: readonly FinalEvent[]): 'none' | 'acknowledge' | 'keep' | 'foreign' {
    if (finals.length === 0) return 'none';
    if (finals.every((event) => this.#told.has(JSON.stringify(event)))) return 'acknowledge';
    if (this.#released) return 'acknowledge';
    return this.#waiting ? 'keep' : 'foreign';
  }

  /** The device neither pays nor reports an end: whatever comes from now on was not there before. */
  quiet(): void {
    this.#waiting = false;
    this.#released = false;
  }
}
