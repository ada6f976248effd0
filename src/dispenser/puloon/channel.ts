import { TellersightError } from '../../lib/errors.ts';
import { systemTimers, type Timers } from '../../lib/timers.ts';
import type { LineFactory } from '../serial/line.ts';
import { Port } from '../serial/port.ts';
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
  readonly #port: Port;
  readonly #line: PuloonLine;

  constructor(options: ChannelOptions) {
    const { dialect, onStray, onUnexpected, onMissingEot } = options;
    this.timers = options.timers ?? systemTimers;
    this.limits = { ...defaultLimits, ...options.limits };
    const { timers, limits } = this;
    const write = (bytes: Uint8Array) => this.#port.write(bytes);
    this.#line = new PuloonLine({ dialect, write, timers, limits, onStray, onUnexpected, onMissingEot });
    const events = {
      onBytes: (bytes: Uint8Array) => this.#line.receive(bytes),
      onUp: () => {
        this.#line.opened();
        options.onUp();
      },
      onDown: options.onDown,
    };
    this.#port = new Port(options.line, events, () => this.#line.linkLost());
  }

  get up(): boolean {
    return this.#port.up;
  }

  async start(): Promise<void> {
    await this.#port.start();
  }

  async stop(): Promise<void> {
    await this.#port.stop();
  }

  /** The protocol has no sequence numbers: one piece of work at a time. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#port.exclusive(work);
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
    this.#port.requireUp();
  }

  /**
   * Runs one command. One that moves cash is not begun when an answer that nobody awaited came since `ready()`.
   * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, or what `hooks.sent(1)` threw: nothing was written
   */
  async run(message: Message<unknown>, hooks?: TransactionHooks): Promise<Ending> {
    await this.#line.whenClosed();
    this.#port.requireUp();
    if (message.movesCash && !this.#line.settling.settled) {
      throw new TellersightError('DISPENSER_PROTOCOL', 'an answer that nobody awaited came, nothing was sent');
    }
    return this.#line.run(message, hooks);
  }
}
