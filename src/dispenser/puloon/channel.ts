import { TellersightError } from '../../lib/errors.ts';
import { systemTimers, type Timers } from '../../lib/timers.ts';
import type { Line, LineFactory } from '../serial/line.ts';
import type { PuloonDialect } from './dialect.ts';
import type { Ending } from './ending.ts';
import type { ResponseFrame } from './frame.ts';
import { defaultLimits, type LineLimits } from './limits.ts';
import { PuloonLine, type TransactionHooks } from './line.ts';
import type { Message } from './message.ts';

export interface ChannelOptions {
  readonly dialect: PuloonDialect;
  readonly line: LineFactory;
  readonly limits: Partial<LineLimits> | undefined;
  readonly timers: Timers | undefined;
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
  readonly onStray: (frame: ResponseFrame, late: boolean) => void;
  readonly onUnexpected: (what: string) => void;
  readonly onMissingEot: () => void;
}

/** The line of a Puloon dispenser as its driver sees it: work by turns, and nothing written that cannot be told apart. */
export class PuloonChannel {
  readonly timers: Timers;
  readonly limits: LineLimits;
  readonly #link: Line;
  readonly #line: PuloonLine;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: ChannelOptions) {
    const { dialect, onStray, onUnexpected, onMissingEot } = options;
    this.timers = options.timers ?? systemTimers;
    this.limits = { ...defaultLimits, ...options.limits };
    const { timers, limits } = this;
    const write = (bytes: Uint8Array) => this.#write(bytes);
    this.#line = new PuloonLine({ dialect, write, timers, limits, onStray, onUnexpected, onMissingEot });
    this.#link = options.line({
      onBytes: (bytes) => this.#line.receive(bytes),
      onUp: () => {
        this.#line.opened();
        options.onUp();
      },
      onDown: (reason) => {
        this.#line.linkLost();
        options.onDown(reason);
      },
    });
  }

  get up(): boolean {
    return this.#link.up;
  }

  async start(): Promise<void> {
    await this.#link.start();
  }

  async stop(): Promise<void> {
    await this.#link.stop();
    this.#line.linkLost();
  }

  /** The protocol has no sequence numbers: one piece of work at a time. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** Asks something that moves nothing. @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL */
  async query<T>(message: Message<T>): Promise<T> {
    const ending = await this.ask(message);
    if (ending.kind === 'response') return message.parse(ending.data);
    throw new TellersightError('DISPENSER_PROTOCOL', `${message.name}: ${ending.kind}`);
  }

  /** The same, with the bare ending. @throws DISPENSER_OFFLINE */
  async ask(message: Message<unknown>): Promise<Exclude<Ending, { kind: 'linkLost' }>> {
    const ending = await this.run(message);
    if (ending.kind === 'linkLost') throw new TellersightError('DISPENSER_OFFLINE', 'the line was cut');
    return ending;
  }

  /**
   * Waits until no answer of an earlier command, of this process or another one, can be taken for the next one's.
   *
   * @param probe asked when only the answer to a question can tell
   * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL
   */
  async ready(probe: Message<unknown>): Promise<void> {
    const { settling } = this.#line;
    if (settling.needsQuestion) await this.query(probe);
    if (!(await settling.whenSettled())) {
      throw new TellersightError('DISPENSER_PROTOCOL', 'the line does not become quiet, nothing was sent');
    }
    await this.#line.whenClosed();
    this.#requireLink();
  }

  /**
   * Runs one command. One that moves cash is not begun when an answer that nobody awaited came since `ready()`.
   * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, or what `hooks.sent(1)` threw: nothing was written
   */
  async run(message: Message<unknown>, hooks?: TransactionHooks): Promise<Ending> {
    await this.#line.whenClosed();
    this.#requireLink();
    if (message.movesCash && !this.#line.settling.settled) {
      throw new TellersightError('DISPENSER_PROTOCOL', 'an answer that nobody awaited came, nothing was sent');
    }
    return this.#line.run(message, hooks);
  }

  #requireLink(): void {
    if (!this.#link.up) throw new TellersightError('DISPENSER_OFFLINE', 'the line to the dispenser is not open');
  }

  #write(bytes: Uint8Array): void {
    // A port that died between check and write ends the transaction like a cut line, through onDown.
    if (this.#link.up) this.#link.write(bytes);
    else queueMicrotask(() => this.#line.linkLost());
  }
}
