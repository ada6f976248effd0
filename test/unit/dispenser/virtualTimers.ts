import type { Timers } from '../../../src/lib/timers.ts';

interface Due {
  readonly at: number;
  readonly work: () => void;
}

/** Timers that run when told to: hours of silence in no time, and never a test that depends on a clock. */
export class VirtualTimers implements Timers {
  now = 0;
  #due: Due[] = [];

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
    while (this.step(end));
    this.now = end;
  }

  /** Runs what is due first, the older one of two; false when nothing is due until `end`. */
  protected step(end: number): boolean {
    let next: Due | null = null;
    for (const due of this.#due) if (due.at <= end && (next === null || due.at < next.at)) next = due;
    if (next === null) return false;
    this.#due.splice(this.#due.indexOf(next), 1);
    this.now = next.at;
    next.work();
    return true;
  }
}
