import type { Clock } from '../lib/clock.ts';

/** Messages per second one client may send in the long run, and at once. */
const RATE_PER_S = 50;
const BURST = 100;
/** A client over the limit is told so this often; the messages between are dropped unanswered and unlogged. */
const WARN_EVERY_MS = 1000;
/** Commands of one client that may run at the same time (a Read, a Cancel, some Status). */
const MAX_RUNNING = 8;
/** Finished answers kept per client for repeated requests. */
const MAX_ANSWERS = 64;
/** Clients remembered; a new routing id beyond that forgets the longest silent one. */
const MAX_CLIENTS = 64;

/** What is known of a request id: never seen, seen and running, answered, or seen with other bytes. */
export type Recall = 'new' | 'running' | 'other' | 'busy' | { readonly answer: string };

interface Known {
  readonly digest: string;
  answer: string | null;
}

/** One client's rate and its requests, so that a repeated command is answered again and not done again. */
export class Client {
  readonly #clock: Clock;
  readonly #known = new Map<number, Known>();
  #allowance = BURST;
  #lastMs: number;
  #warnedMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.monotonicMs();
  }

  /** Token bucket: take the message, refuse it with a word, or drop it so that a flood fills no log. */
  admit(): 'take' | 'warn' | 'drop' {
    const now = this.#clock.monotonicMs();
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#lastMs) / 1000) * RATE_PER_S);
    this.#lastMs = now;
    if (this.#allowance >= 1) {
      this.#allowance -= 1;
      return 'take';
    }
    if (now - this.#warnedMs < WARN_EVERY_MS) return 'drop';
    this.#warnedMs = now;
    return 'warn';
  }

  /** @param digest of the whole message: the same id with other bytes is another command and refused. */
  recall(requestId: number, digest: string): Recall {
    const known = this.#known.get(requestId);
    if (known) {
      if (known.digest !== digest) return 'other';
      return known.answer === null ? 'running' : { answer: known.answer };
    }
    const running = [...this.#known.values()].filter((entry) => entry.answer === null).length;
    if (running >= MAX_RUNNING) return 'busy';
    this.#known.set(requestId, { digest, answer: null });
    return 'new';
  }

  remember(requestId: number, answer: string): void {
    const known = this.#known.get(requestId);
    if (known) known.answer = answer;
    const finished = [...this.#known].filter(([, entry]) => entry.answer !== null);
    for (const [id] of finished.slice(0, Math.max(0, finished.length - MAX_ANSWERS))) this.#known.delete(id);
  }
}

/** All clients by routing id (hex). */
export class Clients {
  readonly #clock: Clock;
  readonly #clients = new Map<string, Client>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(identity: string): Client {
    const client = this.#clients.get(identity) ?? new Client(this.#clock);
    // Re-inserted so that the map is in order of last use.
    this.#clients.delete(identity);
    this.#clients.set(identity, client);
    const oldest = this.#clients.keys().next().value;
    if (this.#clients.size > MAX_CLIENTS && oldest !== undefined) this.#clients.delete(oldest);
    return client;
  }
}
