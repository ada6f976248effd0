import { withDeadline } from '../lib/deadline.ts';
import type { Log } from '../system/log.ts';

/** Longer than any disk or socket needs; a listener that hangs must not keep the others from being told. */
const deadlineMs = 10_000;

/** A typed list of callbacks whose failures never reach the one who calls them. */
export class Callbacks<Event> {
  readonly #all = new Set<(event: Event) => void | Promise<void>>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  add(callback: (event: Event) => void | Promise<void>): () => void {
    this.#all.add(callback);
    return () => void this.#all.delete(callback);
  }

  /** Calls all of them in order of registration and waits; true when none failed. */
  async emit(event: Event): Promise<boolean> {
    let good = true;
    for (const callback of this.#all) {
      try {
        await withDeadline(Promise.resolve(callback(event)), deadlineMs, 'a listener of the payout engine');
      } catch (error) {
        good = false;
        this.#log.error(error);
      }
    }
    return good;
  }
}
