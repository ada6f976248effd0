import { Dealer } from 'zeromq';
import { sleep } from '../lib/deadline.ts';
import { hasCode } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import {
  MAX_MESSAGE_BYTES,
  type TellerMessage,
  tellerMessageSchema,
  type VisionMessage,
  visionMessageSchema,
} from './observation.ts';

/** Messages kept while the teller does not take them: some four seconds of frames. */
const MAX_QUEUED = 128;
/** A message older than this is of no use to the teller, and may hold an embedding (R21: gone within 2 s). */
const MAX_AGE_MS = 1500;
const SEND_TIMEOUT_MS = 250;
const RECEIVE_TIMEOUT_MS = 500;

export interface TellerLinkOptions {
  /** ipc:// endpoint the teller's ROUTER is bound to. */
  readonly endpoint: string;
  readonly log: Log;
  readonly onMessage: (message: TellerMessage) => void;
  /** The connection was made, again perhaps: the other side may be a new process. */
  readonly onConnect: () => void;
}

/** JSON over a DEALER socket. Both directions are checked; nothing is queued without bound and nothing waits forever. */
export class TellerLink {
  readonly #options: TellerLinkOptions;
  readonly #queue: { readonly message: VisionMessage; readonly sinceMs: number }[] = [];
  readonly #stop = new AbortController();
  #socket: Dealer | null = null;
  #loops: Promise<unknown> = Promise.resolve();
  #wake: (() => void) | null = null;

  constructor(options: TellerLinkOptions) {
    this.#options = options;
  }

  start(): void {
    const socket = new Dealer({
      linger: 0,
      // Without it messages pile up inside ZeroMQ for a teller that is not there, an embedding among them (R21).
      immediate: true,
      sendTimeout: SEND_TIMEOUT_MS,
      receiveTimeout: RECEIVE_TIMEOUT_MS,
      sendHighWaterMark: MAX_QUEUED,
      receiveHighWaterMark: 16,
      maxMessageSize: MAX_MESSAGE_BYTES,
      reconnectInterval: 100,
      reconnectMaxInterval: 2000,
    });
    this.#socket = socket;
    socket.events.on('handshake', () => this.#options.onConnect());
    socket.connect(this.#options.endpoint);
    this.#loops = Promise.all([this.#sendLoop(socket), this.#receiveLoop(socket)]);
  }

  /** Queues a message; when the teller does not keep up the oldest is dropped and said so. */
  send(message: VisionMessage): void {
    const checked = visionMessageSchema.safeParse(message);
    if (!checked.success) {
      // Our own numbers are wrong: the session must not go on with them; the teller's deadline refuses it.
      const [issue] = checked.error.issues;
      this.#options.log.event(
        'INTERNAL',
        `a ${message.type} message is not valid: ${issue?.path.join('.')}: ${issue?.message}`,
      );
      return;
    }
    this.#queue.push({ message, sinceMs: performance.now() });
    if (this.#queue.length > MAX_QUEUED) this.#drop();
    this.#wake?.();
  }

  #dropOld(): void {
    const oldest = performance.now() - MAX_AGE_MS;
    while ((this.#queue[0]?.sinceMs ?? Number.POSITIVE_INFINITY) < oldest) this.#drop();
  }

  #drop(): void {
    const type = this.#queue.shift()?.message.type;
    // Progress is sent all the time and says nothing new when it comes late.
    if (type === 'progress') return;
    this.#options.log.event('VISION_SEND_DROPPED', `the teller takes no messages; dropped a ${type} message`);
  }

  /** Messages not taken yet. */
  get queued(): number {
    return this.#queue.length;
  }

  async #sendLoop(socket: Dealer): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const first = this.#queue[0];
      if (!first) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
        continue;
      }
      try {
        await socket.send(JSON.stringify(first.message));
        if (this.#queue[0] === first) this.#queue.shift();
      } catch {
        // EAGAIN: nobody there or its queue is full. Tried again until it is too old.
        this.#dropOld();
        await sleep(20, this.#stop.signal).catch(() => {});
      }
    }
  }

  async #receiveLoop(socket: Dealer): Promise<void> {
    while (!this.#stop.signal.aborted) {
      let frames: Buffer[];
      try {
        frames = await socket.receive();
      } catch (error) {
        if (this.#stop.signal.aborted || socket.closed) return;
        // EAGAIN after the receive timeout is the normal quiet; anything else must not spin.
        if ((error as { code?: string }).code !== 'EAGAIN') await sleep(20, this.#stop.signal).catch(() => {});
        continue;
      }
      const message = this.#parse(frames);
      if (message) this.#options.onMessage(message);
    }
  }

  #parse(frames: Buffer[]): TellerMessage | null {
    const [body] = frames;
    const ignored = (why: string) => {
      this.#options.log.event('VISION_MESSAGE_MALFORMED', `a message from the teller was ignored: ${why}`);
      return null;
    };
    if (frames.length !== 1 || !body) return ignored(`${frames.length} parts instead of one`);
    if (body.length > MAX_MESSAGE_BYTES) return ignored(`${body.length} bytes`);
    try {
      const parsed = tellerMessageSchema.safeParse(JSON.parse(body.toString('utf8')));
      if (parsed.success) return parsed.data;
      return ignored(parsed.error.issues[0]?.path.join('.') || 'not a message of observation@1');
    } catch {
      return ignored('not JSON');
    }
  }

  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    // What is queued gets a short chance: captureDone may be among it.
    for (let i = 0; i < 10 && this.#queue.length > 0; i++) {
      await sleep(20).catch((error) => {
        if (!hasCode(error, 'CANCELLED')) throw error;
      });
    }
    this.#stop.abort();
    this.#wake?.();
    this.#socket?.close();
    await this.#loops.catch(() => {});
  }
}
