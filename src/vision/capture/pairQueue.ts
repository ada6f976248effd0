import { TellersightError } from '../../lib/errors.ts';
import type { FramePair } from './frameSource.ts';

/** Hands live pairs to one taker: newest first kept, bounded, with a deadline. */
export class PairQueue {
  readonly #overtaken: (pair: FramePair) => void;
  readonly #kept: number;
  readonly #pairs: FramePair[] = [];
  #waiter: { resolve(pair: FramePair): void; reject(error: Error): void } | null = null;
  #failure: Error | null = null;

  /** @param kept finished pairs that wait for a slow taker; older ones are overtaken: a live camera is about now. */
  constructor(overtaken: (pair: FramePair) => void, kept = 2) {
    this.#overtaken = overtaken;
    this.#kept = kept;
  }

  push(pair: FramePair): void {
    const waiter = this.#waiter;
    if (waiter) {
      this.#waiter = null;
      waiter.resolve(pair);
      return;
    }
    this.#pairs.push(pair);
    if (this.#pairs.length > this.#kept) this.#overtaken(this.#pairs.shift() as FramePair);
  }

  /** Every waiting and later take() rejects with `error`. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#waiter?.reject(this.#failure);
    this.#waiter = null;
  }

  /** The next pair, or CAPTURE_SILENT after `deadlineMs`. One taker at a time. */
  async take(deadlineMs: number, describe: () => string): Promise<FramePair> {
    const ready = this.#pairs.shift();
    if (ready) return ready;
    if (this.#failure) throw this.#failure;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<FramePair>((resolve, reject) => {
        this.#waiter = { resolve, reject };
        timer = setTimeout(() => {
          // Taken back first: a pair that arrives now must not be handed to somebody who has left.
          this.#waiter = null;
          reject(new TellersightError('CAPTURE_SILENT', `no pair of frames within ${deadlineMs} ms (${describe()})`));
        }, deadlineMs);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  clear(): void {
    for (const pair of this.#pairs.splice(0)) this.#overtaken(pair);
  }
}
