import type { Timers } from '../../../lib/timers.ts';
import type { Baseline } from '../../driver.ts';

/** What this process knows about the time since a dispense command: when it must be over, and what may have come between. */
export class Trail {
  readonly #timers: Timers;
  readonly #longestMs: number;
  #overAtMs = 0;
  #lineLost = false;
  /** Of the last dispense of this process. */
  #baseline: Baseline | null = null;
  #ended = false;
  #wake: () => void = () => {};

  constructor(timers: Timers, longestMs: number) {
    this.#timers = timers;
    this.#longestMs = longestMs;
  }

  /** The process starts: a command of an earlier one may still be carried out. */
  begin(): void {
    this.#ended = false;
    this.#overAtMs = this.#timers.nowMs() + this.#longestMs;
  }

  sent(baseline: Baseline): void {
    this.#baseline = baseline;
    this.#lineLost = false;
    this.#overAtMs = this.#timers.nowMs() + this.#longestMs;
  }

  lineLost(): void {
    this.#lineLost = true;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Resolves when the longest dispense must be over, or nothing can be learned any more. */
  whenOver(): Promise<void> {
    const ms = this.#overAtMs - this.#timers.nowMs();
    if (ms <= 0 || this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#timers.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Why what the device says now need not be about the command with this baseline; null when nothing is known. */
  doubt(baseline: Baseline | null): string | null {
    if (this.#ended) return 'the driver was stopped before the device could be asked';
    if (this.#lineLost) return 'the line was cut since: the device may have been reset, or be another one';
    if (this.#baseline !== null && JSON.stringify(this.#baseline) !== JSON.stringify(baseline)) {
      return 'another command was sent since';
    }
    return null;
  }
}
