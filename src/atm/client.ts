import { Context, Dealer, Subscriber } from 'zeromq';
import { withDeadline } from '../lib/deadline.ts';
import { TellersightError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { Outgoing } from './outgoing.ts';
import type {
  CommandName,
  CommandPayload,
  Completion,
  EventMessage,
  FailurePayload,
  SuccessPayload,
} from './protocol.ts';
import { answerSchema, commands, eventMessageSchema, failurePayloadSchema, PROTOCOL_VERSION } from './protocol.ts';

/**
 * The SDK for ATM vendors: commands in, typed answers out. Copy `client.ts`, `protocol.ts`, `outgoing.ts` and `src/lib`,
 * or speak the protocol from any language with a ZeroMQ binding: it is JSON.
 */
export interface AtmClientOptions {
  /** `atm.endpoint` and `atm.events` of the board. */
  readonly endpoint: string;
  readonly events: string;
  /** Routing id, 1..32 characters; keep it the same over restarts so that lost answers can be asked for again. */
  readonly clientId?: string;
  /** CURVE keys (Z85) for tcp://. */
  readonly curve?: { readonly serverKey: string; readonly publicKey: string; readonly secretKey: string };
}

/** Success, or everything the board says about why not. Losing the link is an exception, a refusal is an answer. */
export type Answer<N extends CommandName> =
  | { readonly ok: true; readonly payload: SuccessPayload<N> }
  | {
      readonly ok: false;
      readonly completionCode: Completion['header']['completionCode'];
      readonly description: string;
      readonly failure: FailurePayload;
    };

export interface RequestOptions {
  /** Milliseconds to wait for the completion; default 20,000 (a capture and a payout take their own, see docs). */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 20_000;
/** A command that is not acknowledged in this time is sent again with the same request id. */
const RESEND_MS = 1000;

interface Pending {
  acknowledged: boolean;
  resolve(answer: Completion): void;
  reject(error: TellersightError): void;
}

export class AtmClient {
  readonly #options: AtmClientOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(sessionId: string, event: EventMessage) => void>();
  #dealer: Dealer | null = null;
  #subscriber: Subscriber | null = null;
  #commands: Outgoing<Dealer> | null = null;
  #loops: Promise<unknown> = Promise.resolve();
  /** Starts somewhere else every time, so that a restarted client does not reuse ids of its former life. */
  #nextId = 1 + Math.floor(Math.random() * 1_000_000_000);

  constructor(options: AtmClientOptions) {
    this.#options = options;
  }

  /** Connects in the background; the board may come up later. */
  start(): void {
    if (this.#dealer) return;
    const { endpoint, events, clientId, curve } = this.#options;
    const security = curve
      ? { curveServerKey: curve.serverKey, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }
      : {};
    const common = { context: new Context(), linger: 0, ...security };
    this.#dealer = new Dealer({ ...common, routingId: clientId ?? newId('atm') });
    this.#subscriber = new Subscriber(common);
    this.#commands = new Outgoing(this.#dealer, RESEND_MS);
    this.#dealer.connect(endpoint);
    this.#subscriber.connect(events);
    this.#subscriber.subscribe();
    this.#loops = Promise.all([this.#readAnswers(this.#dealer), this.#readEvents(this.#subscriber)]);
  }

  /** Events of all sessions. Returns the function that ends the subscription. */
  onEvent(listener: (sessionId: string, event: EventMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Sends one command and waits for its completion. Repeats it with the same request id while the board is silent: the
   * board does nothing twice.
   *
   * @throws ATM_NO_ANSWER when the deadline passes, ATM_MESSAGE_MALFORMED when the board refused the message itself.
   */
  async request<N extends CommandName>(
    name: N,
    payload: CommandPayload<N>,
    { deadlineMs = DEFAULT_DEADLINE_MS }: RequestOptions = {},
  ): Promise<Answer<N>> {
    if (!this.#commands) throw new TellersightError('ATM_NO_ANSWER', 'the client is not started');
    const requestId = this.#nextId++;
    const message = JSON.stringify({
      header: { name, requestId, type: 'command', version: PROTOCOL_VERSION },
      payload,
    });
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<Completion>((resolve, reject) => {
      const pending: Pending = { acknowledged: false, resolve, reject };
      this.#pending.set(requestId, pending);
      const send = () => {
        // A send that times out is simply tried again at the next tick.
        if (!pending.acknowledged) this.#commands?.send([message]).catch(() => {});
      };
      send();
      timer = setInterval(send, RESEND_MS);
    });
    try {
      return toAnswer(name, await withDeadline(answered, deadlineMs, name, 'ATM_NO_ANSWER'));
    } finally {
      clearInterval(timer);
      this.#pending.delete(requestId);
    }
  }

  async stop(): Promise<void> {
    const dealer = this.#dealer;
    this.#dealer = null;
    for (const pending of this.#pending.values()) {
      pending.reject(new TellersightError('ATM_NO_ANSWER', 'the client was stopped'));
    }
    dealer?.close();
    this.#subscriber?.close();
    await this.#loops;
  }

  async #readAnswers(dealer: Dealer): Promise<void> {
    while (!dealer.closed) {
      const frames = await dealer.receive().catch(() => []);
      const answer = answerSchema.safeParse(parseJson(frames[0]));
      if (!answer.success) continue;
      const { header } = answer.data;
      const pending = this.#pending.get(header.requestId);
      if (!pending) continue;
      if (header.type === 'acknowledge') {
        pending.acknowledged = true;
        if (header.status) pending.reject(new TellersightError('ATM_MESSAGE_MALFORMED', `refused: ${header.status}`));
      } else {
        pending.resolve(answer.data as Completion);
      }
    }
  }

  async #readEvents(subscriber: Subscriber): Promise<void> {
    while (!subscriber.closed) {
      const [topic, body] = await subscriber.receive().catch(() => []);
      const event = eventMessageSchema.safeParse(parseJson(body));
      if (!topic || !event.success) continue;
      for (const listener of this.#listeners) listener(topic.toString(), event.data);
    }
  }
}

function parseJson(frame: Buffer | undefined): unknown {
  try {
    return frame ? JSON.parse(frame.toString('utf8')) : null;
  } catch {
    return null;
  }
}

function toAnswer<N extends CommandName>(name: N, { header, payload }: Completion): Answer<N> {
  const { completionCode, errorDescription } = header;
  if (completionCode === 'success') {
    return { ok: true, payload: commands[name].success.parse(payload) as SuccessPayload<N> };
  }
  const failure = failurePayloadSchema.parse(payload);
  return { ok: false, completionCode, description: errorDescription ?? '', failure };
}
