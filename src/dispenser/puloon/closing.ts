import type { Timers } from '../../lib/timers.ts';

/**
 * The wait for the EOT with which an LCDM-4000 closes a transaction (reference §3.1). It has a deadline of its own, and
 * nothing hangs on it but when the next command may begin: the answer before it was valid by its BCC.
 */
export class Closing {
  readonly #timers: Timers;
  readonly #ms: number;
  readonly #onMissing: () => void;
  #open = false;
  #cancel: () => void = () => {};
  #waiting: (() => void)[] = [];

  constructor(timers: Timers, ms: number, onMissing: () => void) {
    this.#timers = timers;
    this.#ms = ms;
    this.#onMissing = onMissing;
  }

  begin(): void {
    this.#cancel();
    this.#open = true;
    this.#cancel = this.#timers.after(this.#ms, () => {
      this.#onMissing();
      this.over();
    });
  }

  /** EOT came, its deadline passed, or the line is gone. */
  over(): void {
    this.#cancel();
    this.#open = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  whenOver(): Promise<void> {
    return this.#open ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }
}
