import type { Timers } from '../../../../src/lib/timers.ts';

interface Due {
  readonly at: number;
  readonly work: () => void;
}

/** Timers that jump from one event to the next, and let promises settle in between: minutes of a line in no time. */
export class VirtualTime implements Timers {
  #now = 0;
  #due: Due[] = [];

  after(ms: number, work: () => void): () => void {
    const entry = { at: this.#now + ms, work };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  nowMs(): number {
    return this.#now;
  }

  /** Runs until the promise has settled; null when it has not after `limitMs`. */
  async until<T>(promise: Promise<T>, limitMs: number): Promise<T | null> {
    let done = false;
    const settled = promise.finally(() => {
      done = true;
    });
    settled.catch(() => {});
    const end = this.#now + limitMs;
    await settle();
    while (!done && this.#step(end)) await settle();
    return done ? settled : null;
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    while (this.#step(end)) await settle();
    this.#now = end;
  }

  #step(end: number): boolean {
    let next: Due | null = null;
    for (const due of this.#due) if (due.at <= end && (next === null || due.at < next.at)) next = due;
    if (next === null) return false;
    this.#due.splice(this.#due.indexOf(next), 1);
    this.#now = next.at;
    next.work();
    return true;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
