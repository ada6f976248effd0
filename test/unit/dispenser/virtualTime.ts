import { VirtualTimers } from './virtualTimers.ts';

/** Timers that jump from one event to the next, and let promises settle in between: minutes of a line in no time. */
export class VirtualTime extends VirtualTimers {
  /** Runs until the promise has settled; null when it has not after `limitMs`. */
  async until<T>(promise: Promise<T>, limitMs: number): Promise<T | null> {
    let done = false;
    const settled = promise.finally(() => {
      done = true;
    });
    settled.catch(() => {});
    const end = this.now + limitMs;
    await settle();
    while (!done && this.step(end)) await settle();
    return done ? settled : null;
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settle();
    while (this.step(end)) await settle();
    this.now = end;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
