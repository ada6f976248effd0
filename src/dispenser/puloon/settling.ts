import type { Timers } from '../../lib/timers.ts';
import type { LineLimits } from './limits.ts';

/**
 * Knows whether an answer of an earlier transaction can still be on its way; none may be taken for the answer to the next
 * command. The line is unsettled
 * - from its opening, and from any command that was given up, until the device has answered a question (a device that
 *   answers is not in the middle of something older) and then been quiet for `afterTroubleMs`;
 * - after each answer about notes, and each copy of it, for `settleMs`.
 */
export class Settling {
  readonly #timers: Timers;
  readonly #limits: LineLimits;
  #cancel: () => void = () => {};
  #settled = true;
  #mute = false;
  #onSettled: () => void = () => {};

  constructor(timers: Timers, limits: LineLimits) {
    this.#timers = timers;
    this.#limits = limits;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Only the answer to a question can settle the line. */
  get needsQuestion(): boolean {
    return this.#mute;
  }

  /** The line was opened, or a command was given up: whatever comes now may be older than any question. */
  distrust(): void {
    this.#cancel();
    this.#settled = false;
    this.#mute = true;
  }

  /** The device answered a question. */
  answered(): void {
    if (!this.#mute) return;
    this.#mute = false;
    this.#wait(this.#limits.afterTroubleMs);
  }

  /** An answer about notes came, awaited or not: copies of it may follow. */
  noteAnswer(awaited: boolean): void {
    if (this.#mute) {
      if (!awaited) return;
      this.#mute = false;
    }
    const { settleMs, afterTroubleMs } = this.#limits;
    this.#wait(awaited ? settleMs : afterTroubleMs);
  }

  /** Resolves when the line is settled; false when that takes too long. */
  whenSettled(): Promise<boolean> {
    if (this.#settled) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (ok: boolean) => {
        giveUp();
        this.#onSettled = () => {};
        resolve(ok);
      };
      const giveUp = this.#timers.after(this.#limits.afterTroubleMs * 5, () => end(false));
      this.#onSettled = () => end(true);
    });
  }

  #wait(ms: number): void {
    this.#cancel();
    this.#settled = false;
    this.#cancel = this.#timers.after(ms, () => {
      this.#settled = true;
      this.#onSettled();
    });
  }
}
