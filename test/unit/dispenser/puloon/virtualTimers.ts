import type { Timers } from '../../../../src/lib/timers.ts';

/** Timers that run when told to: hours of silence in no time, and never a test that depends on a clock. */
export class VirtualTimers implements Timers {
  now = 0;
  #due: { readonly at: number; readonly work: () => void }[] = [];

  after(ms: number, work: () => void): () => void {
    const entry = { at: this.now + ms, work };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  nowMs(): number {
    return this.now;
  }

  /** Lets `ms` milliseconds pass. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.now = next.at;
      next.work();
    }
    this.now = end;
  }
}
