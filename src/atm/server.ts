import { createHash } from 'node:crypto';
import type { MessageLike, Publisher, Router } from 'zeromq';
import type { Config } from '../config/schema.ts';
import type { Clock } from '../lib/clock.ts';
import { withDeadline } from '../lib/deadline.ts';
import { TellersightError, toTellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import { type Client, Clients } from './clients.ts';
import { Outgoing } from './outgoing.ts';
import { completionCodeOf, problemOfError } from './problem.ts';
import type { CommandMessage, CommandName, Completion, EventName, EventPayload, ParsedPayload } from './protocol.ts';
import { commands, isCommandName, PROTOCOL_VERSION } from './protocol.ts';
import { type ReadMessage, readMessage } from './readMessage.ts';
import { type BoundSockets, bindSockets } from './sockets.ts';

/** What a command did. A thrown TellersightError becomes the completion of its code. */
export interface Outcome {
  readonly completionCode: Completion['header']['completionCode'];
  readonly payload: Readonly<Record<string, unknown>>;
  readonly errorDescription?: string;
}

export interface CommandHandler {
  handle<N extends CommandName>(name: N, payload: ParsedPayload<N>, requestId: number): Promise<Outcome>;
}

export interface AtmServerOptions {
  readonly config: Config['atm'];
  readonly log: Log;
  readonly clock: Clock;
  readonly handler: CommandHandler;
}

/** A send that the peer does not take in this time is given up; the client asks again with the same request id. */
const SEND_MS = 2000;

/**
 * The board's end of the local API: reads, bounds, de-duplicates and answers. It knows nothing of sessions or money;
 * whatever comes in, the loop goes on (a message can be refused, never crash the daemon).
 */
export class AtmServer {
  readonly #options: AtmServerOptions;
  readonly #clients: Clients;
  readonly #running = new Set<Promise<void>>();
  #sockets: BoundSockets | null = null;
  #answers: Outgoing<Router> | null = null;
  #events: Outgoing<Publisher> | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: AtmServerOptions) {
    this.#options = options;
    this.#clients = new Clients(options.clock);
  }

  /** @throws ATM_ENDPOINT_INSECURE, ATM_BIND_FAILED, KEY_UNREADABLE */
  async start(): Promise<void> {
    const sockets = await bindSockets(this.#options.config);
    this.#sockets = sockets;
    this.#answers = new Outgoing(sockets.router, SEND_MS);
    this.#events = new Outgoing(sockets.publisher, SEND_MS);
    this.#loop = this.#serve(sockets.router);
  }

  /** Sends an event to whoever listens to the session. Never rejects and never waits: events are a courtesy. */
  publish<N extends EventName>(sessionId: string, name: N, payload: EventPayload<N>, requestId?: number): void {
    const header = { name, type: requestId === undefined ? 'unsolicited' : 'event', version: PROTOCOL_VERSION };
    const message = JSON.stringify({ header: requestId === undefined ? header : { ...header, requestId }, payload });
    this.#events?.send([sessionId, message]).catch((error) => this.#options.log.error(error));
  }

  /** Waits (bounded) for commands being handled, so that their answers still go out; then closes the sockets. */
  async stop(): Promise<void> {
    const sockets = this.#sockets;
    if (sockets === null) return;
    this.#sockets = null;
    await withDeadline(Promise.allSettled(this.#running), 3 * SEND_MS, 'answers in flight').catch((error) =>
      this.#options.log.error(error),
    );
    await Promise.allSettled([this.#answers?.idle(), this.#events?.idle()]);
    await sockets.close();
    await this.#loop;
  }

  async #serve(router: Router): Promise<void> {
    while (!router.closed) {
      try {
        const frames = await router.receive();
        this.#take(frames[0]!, frames.slice(1));
      } catch (error) {
        if (router.closed || this.#sockets === null) return;
        this.#options.log.error(toTellersightError(error, 'ATM_MESSAGE_MALFORMED'));
      }
    }
  }

  #take(identity: Buffer, frames: readonly Buffer[]): void {
    const client = this.#clients.get(identity.toString('hex'));
    const admitted = client.admit();
    if (admitted === 'warn') {
      const error = new TellersightError('ATM_RATE_LIMITED', 'more messages than one client may send');
      this.#acknowledge(identity, { name: null, requestId: 0 }, 'tooManyRequests', error);
    }
    if (admitted !== 'take') return;
    const read = readMessage(frames);
    if (read.error) this.#acknowledge(identity, read, 'invalidMessage', read.error);
    else this.#dispatch(identity, client, read.message, createHash('sha256').update(frames[0]!).digest('hex'));
  }

  #dispatch(identity: Buffer, client: Client, message: CommandMessage, digest: string): void {
    const { name, requestId } = message.header;
    const known = client.recall(requestId, digest);
    if (known === 'other') {
      const error = new TellersightError('ATM_REQUEST_ID_REUSED', `request id ${requestId} was another command`);
      this.#acknowledge(identity, { name, requestId }, 'invalidRequestID', error);
    } else if (known === 'busy') {
      const error = new TellersightError('ATM_RATE_LIMITED', 'too many commands are running');
      this.#acknowledge(identity, { name, requestId }, 'tooManyRequests', error);
    } else {
      this.#acknowledge(identity, { name, requestId });
      if (known === 'new') this.#execute(identity, client, message);
      else if (known !== 'running') void this.#send(identity, known.answer);
    }
  }

  #execute(identity: Buffer, client: Client, message: CommandMessage): void {
    const run = this.#run(message).then((answer) => {
      client.remember(message.header.requestId, answer);
      return this.#send(identity, answer);
    });
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }

  /** Never rejects: every way a command can end is a completion. */
  async #run(message: CommandMessage): Promise<string> {
    const { name, requestId } = message.header;
    let outcome: Outcome;
    try {
      outcome = await this.#handle(message);
    } catch (thrown) {
      const error = toTellersightError(thrown, 'INTERNAL');
      this.#options.log.error(error, { command: isCommandName(name) ? name : 'unknown' });
      outcome = {
        completionCode: completionCodeOf(error.code),
        // Messages of foreign errors may quote anything; only our own go out.
        errorDescription: error.code === 'INTERNAL' ? 'internal error' : error.message,
        payload: { problem: problemOfError(error) },
      };
    }
    const { completionCode, errorDescription, payload } = outcome;
    const header = { name, requestId, type: 'completion', version: PROTOCOL_VERSION, completionCode };
    return JSON.stringify({ header: errorDescription ? { ...header, errorDescription } : header, payload });
  }

  #handle({ header, payload }: CommandMessage): Promise<Outcome> {
    const { name } = header;
    if (!isCommandName(name)) throw new TellersightError('ATM_COMMAND_UNKNOWN', 'there is no such command');
    const parsed = commands[name].command.safeParse(payload);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      // The field's name, not its value: a value could be about a person.
      throw new TellersightError('ATM_PAYLOAD_INVALID', `${name}: field "${issue?.path.join('.')}" (${issue?.code})`);
    }
    return this.#options.handler.handle(name, parsed.data as ParsedPayload<typeof name>, header.requestId);
  }

  #acknowledge(
    identity: Buffer,
    { name, requestId }: Pick<ReadMessage, 'name' | 'requestId'>,
    status?: 'invalidMessage' | 'invalidRequestID' | 'tooManyRequests',
    error?: TellersightError,
  ): void {
    if (error) this.#options.log.error(error);
    const header = { name: name ?? 'Common.Unknown', requestId, type: 'acknowledge', version: PROTOCOL_VERSION };
    const payload = error ? { problem: problemOfError(error) } : {};
    void this.#send(identity, JSON.stringify({ header: status ? { ...header, status } : header, payload }));
  }

  #send(identity: Buffer, text: string): Promise<void> {
    const frames: MessageLike[] = [identity, text];
    return this.#answers!.send(frames).catch((error) => this.#options.log.error(error));
  }
}
