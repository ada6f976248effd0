import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { type Verb, verbSchema } from './payloads.ts';
import type { Body } from './topics.ts';

/** All that a request can reach: two things to read. */
export interface ReadOnlyView {
  health(): Body<'health'>;
  info(): Body<'info'>;
}

/**
 * The verbs of `request/<verb>/<id>`. A handler gets the view above and nothing else: no payload, no session, no
 * dispenser. This table is why no topic can cause a dispense (R25).
 */
export const verbs: Readonly<Record<Verb, (view: ReadOnlyView) => Body<'health'> | Body<'info'>>> = {
  health: (view) => view.health(),
  info: (view) => view.info(),
};

const PER_SECOND = 10;

/** Turns request topics into responses; more than ten a second are not answered. */
export class Requests {
  readonly #prefix: string;
  readonly #view: ReadOnlyView;
  readonly #clock: Clock;
  #windowStart = Number.NEGATIVE_INFINITY;
  #inWindow = 0;

  constructor(prefix: string, view: ReadOnlyView, clock: Clock) {
    this.#prefix = `${prefix}/request/`;
    this.#view = view;
    this.#clock = clock;
  }

  /** The response to a message on `topic`; null for what cannot be answered. */
  answer(topic: string): Body<'response'> | null {
    if (!topic.startsWith(this.#prefix) || !this.#allowed()) return null;
    const match = /^([A-Za-z]{1,32})\/([A-Za-z0-9_-]{1,64})$/.exec(topic.slice(this.#prefix.length));
    if (!match) return null;
    const [, verb, id] = match as unknown as [string, string, string];
    const known = verbSchema.safeParse(verb);
    const refused: Code = 'FLEET_REQUEST_REFUSED';
    if (!known.success) return { verb, id, status: 'error', error: refused, data: null };
    return { verb, id, status: 'ok', error: null, data: verbs[known.data](this.#view) };
  }

  #allowed(): boolean {
    const now = this.#clock.monotonicMs();
    if (now - this.#windowStart >= 1000) {
      this.#windowStart = now;
      this.#inWindow = 0;
    }
    return ++this.#inWindow <= PER_SECOND;
  }
}
