import type { MessageLike } from 'zeromq';
import { withDeadline } from '../lib/deadline.ts';

interface Sender {
  readonly closed: boolean;
  send(frames: MessageLike[]): Promise<void>;
}

/** Messages waiting for a peer that does not read; beyond this new ones are dropped. */
const MAX_WAITING = 1000;

/** A ZeroMQ socket takes one send at a time; this puts them in a line, each with a deadline. */
export class Outgoing<S extends Sender> {
  readonly #socket: S;
  readonly #deadlineMs: number;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(socket: S, deadlineMs: number) {
    this.#socket = socket;
    this.#deadlineMs = deadlineMs;
  }

  /** Resolves when the message was handed to the socket; rejects with DEADLINE_EXCEEDED. Dropped once closed. */
  send(frames: MessageLike[]): Promise<void> {
    if (this.#waiting >= MAX_WAITING) return Promise.resolve();
    this.#waiting++;
    const sent = this.#last
      .then(() =>
        this.#socket.closed ? undefined : withDeadline(this.#socket.send(frames), this.#deadlineMs, 'a ZeroMQ send'),
      )
      .finally(() => this.#waiting--);
    this.#last = sent.catch(() => {});
    return sent;
  }

  /** Resolves when everything accepted so far was sent or given up. */
  idle(): Promise<void> {
    return this.#last;
  }
}
