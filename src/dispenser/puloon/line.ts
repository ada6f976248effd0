import type { Timers } from '../../lib/timers.ts';
import { AnswerMemory } from './answerMemory.ts';
import { Closing } from './closing.ts';
import type { PuloonDialect } from './dialect.ts';
import type { Ending } from './ending.ts';
import { ACK, type DiscardedFrame, type Frame, NCK, type ResponseFrame } from './frame.ts';
import { type LineLimits, maxNaks, maxResends } from './limits.ts';
import type { Message } from './message.ts';
import { PuloonParser } from './parser.ts';
import { QuietTime } from './quietTime.ts';
import { Settling } from './settling.ts';

export interface TransactionHooks {
  /** Before each transmission; when it throws, that transmission is not written. */
  sent(attempt: number): void;
  acknowledged(): void;
}

export interface LineOptions {
  readonly dialect: PuloonDialect;
  /** Hands bytes to the port; a failing port reports through linkLost(). */
  readonly write: (bytes: Uint8Array) => void;
  readonly timers: Timers;
  readonly limits: LineLimits;
  /**
   * A good answer that is not the one waited for: `late` when it belongs to a cash movement that was given up. It is
   * acknowledged, so that repeats end.
   */
  readonly onStray: (frame: ResponseFrame, late: boolean) => void;
  /** Bytes on the idle line that are no answer, with none outstanding: somebody else may drive the device. */
  readonly onUnexpected: (what: string) => void;
  /** The device did not close a transaction with EOT. The answer holds all the same. */
  readonly onMissingEot: () => void;
}

interface Active {
  readonly message: Message<unknown>;
  readonly hooks: TransactionHooks;
  readonly finish: (ending: Ending) => void;
  phase: 'ack' | 'refused' | 'answer' | 'repeat';
  acknowledged: boolean;
  attempts: number;
  naks: number;
  damaged: boolean;
}

const quiet: TransactionHooks = { sent() {}, acknowledged() {} };

/**
 * The host side of the line: one command at a time. The rule that money hangs on: a command that moves cash is written
 * again only after the device refused it explicitly, never because it is silent; a missing ACK may be a lost ACK.
 */
export class PuloonLine {
  readonly settling: Settling;
  readonly #options: LineOptions;
  readonly #parser: PuloonParser;
  readonly #closing: Closing;
  readonly #quiet: QuietTime;
  readonly #memory = new AnswerMemory();
  #active: Active | null = null;
  #cancelWait: () => void = () => {};
  #cancelFrame: () => void = () => {};

  constructor(options: LineOptions) {
    const { dialect, timers, limits, onMissingEot } = options;
    this.#options = options;
    this.#parser = new PuloonParser(dialect);
    this.settling = new Settling(timers, limits);
    this.#quiet = new QuietTime(timers);
    this.#closing = new Closing(timers, limits.eotMs, onMissingEot);
  }

  /** The line was opened: bytes of an earlier life may arrive. */
  opened(): void {
    this.settling.distrust();
  }

  linkLost(): void {
    this.#cancelFrame();
    this.#parser.reset();
    this.#closing.over();
    this.settling.distrust();
    const active = this.#active;
    if (active) this.#end({ kind: 'linkLost', acknowledged: active.acknowledged });
  }

  /** Resolves when the device has closed the transaction before, or its time for that is over. */
  whenClosed(): Promise<void> {
    return this.#closing.whenOver();
  }

  /**
   * Runs one command to its end; it always ends, at the latest after all deadlines. Rejects only with what
   * `hooks.sent(1)` threw, when nothing was written.
   */
  run(message: Message<unknown>, hooks: TransactionHooks = quiet): Promise<Ending> {
    if (this.#active) return Promise.reject(new Error('one command at a time: the line has no sequence numbers'));
    return new Promise((finish, reject) => {
      try {
        hooks.sent(1);
      } catch (error) {
        reject(error);
        return;
      }
      const begin = { phase: 'ack', acknowledged: false, attempts: 0, naks: 0, damaged: false } as const;
      this.#active = { message, hooks, finish, ...begin };
      this.#transmit(this.#active);
    });
  }

  receive(bytes: Uint8Array): void {
    const before = this.#parser.pending;
    if (!before) this.#quiet.mark(this.#active !== null || !this.settling.settled);
    const frames = this.#parser.push(bytes);
    for (const frame of frames) this.#handle(frame);
    // The time of a frame runs from its first byte; rubbish ends when the line has been silent for that time.
    if (!before || frames.length > 0 || this.#parser.inRubbish) this.#armFrameTimer();
  }

  #armFrameTimer(): void {
    this.#cancelFrame();
    if (!this.#parser.pending) return;
    this.#cancelFrame = this.#options.timers.after(this.#options.limits.frameMs, () => {
      for (const frame of this.#parser.flush()) this.#handle(frame);
    });
  }

  #transmit(active: Active): void {
    active.attempts += 1;
    active.phase = 'ack';
    this.#parser.expectControl = true;
    this.#wait(this.#options.limits.ackMs, () => this.#onNoAck(active));
    this.#options.write(active.message.serialize());
  }

  #handle(frame: Frame): void {
    if (frame.kind === 'response') this.#onResponse(frame);
    else if (frame.kind === 'eot') this.#closing.over();
    else if (this.#active === null) this.#onIdle(frame);
    else if (frame.kind === 'discarded') this.#onDiscarded(frame, this.#active);
    else if (frame.kind === 'nck') this.#onNck(this.#active);
    else this.#onAck(this.#active);
  }

  /** Nobody asked for anything: a note that moves, or bytes that are no frame, come from somebody else's command. */
  #onIdle(frame: Frame): void {
    if (this.#quiet.expected || !this.settling.settled) return;
    if (frame.kind === 'item') this.#options.onUnexpected('a note moves, and no command of ours is out');
    if (frame.kind === 'discarded' && frame.reason === 'unreadable') {
      this.#options.onUnexpected(`${frame.bytes.length} bytes on the idle line that nobody can read`);
    }
  }

  /** An ACK, or an item: a note that moves says as clearly as an ACK that the command runs. */
  #onAck(active: Active): void {
    const beforeAnswer = active.phase === 'ack' || active.phase === 'refused';
    if (beforeAnswer || !active.acknowledged) this.#accepted(active);
  }

  #onDiscarded(frame: DiscardedFrame, active: Active): void {
    if (frame.reason === 'noise') return;
    if (active.phase === 'refused') this.#awaitAnswer(active);
    // Less than a header while an ACK is due may be a damaged ACK: nothing to ask a repeat of yet.
    else if (active.phase !== 'ack' || frame.bytes.length >= 4) this.#onDamage(active);
  }

  #onResponse(frame: ResponseFrame): void {
    this.#options.write(Uint8Array.of(ACK));
    const active = this.#active;
    const waiting = active && {
      command: active.message.command,
      movesCash: active.message.movesCash,
      acknowledged: active.acknowledged,
    };
    const kind = this.#memory.sort(frame, waiting, this.settling.settled);
    if (kind === 'answer') {
      if (this.#options.dialect.closingEot) this.#closing.begin();
      this.#end({ kind: 'response', data: frame.data });
      return;
    }
    this.settling.noteAnswer(false);
    // Whatever this answer is about: a refusal beside it is in doubt, and the command may be carried out.
    if (active?.phase === 'refused' && waiting?.command === frame.command) this.#awaitAnswer(active);
    if (kind !== 'copy') this.#options.onStray(frame, kind === 'late');
  }

  #accepted(active: Active): void {
    active.acknowledged = true;
    active.hooks.acknowledged();
    this.#awaitAnswer(active);
  }

  #awaitAnswer(active: Active): void {
    active.phase = 'answer';
    this.#parser.expectControl = !active.acknowledged; // the ACK may only be late
    const { responseMs, queryMs } = this.#options.limits;
    this.#wait(active.message.movesCash ? responseMs : queryMs, () => this.#ask(active));
  }

  /**
   * A refusal of a cash movement is acted on only after it stood uncontradicted for the time of an ACK: a stray 15 is
   * known on this line, and a resend after it would pay twice.
   */
  #onNck(active: Active): void {
    if (active.phase !== 'ack') return;
    if (!active.message.movesCash) {
      this.#resend(active);
      return;
    }
    active.phase = 'refused';
    this.#wait(this.#options.limits.ackMs, () => this.#resend(active));
  }

  #resend(active: Active): void {
    if (active.attempts > maxResends || !this.#mayResend(active)) {
      this.#end({ kind: 'refused', attempts: active.attempts });
      return;
    }
    this.#transmit(active);
  }

  /** A resend that cannot be recorded is not sent; so far everything was refused, so that is how it ends. */
  #mayResend(active: Active): boolean {
    try {
      active.hooks.sent(active.attempts + 1);
      return true;
    } catch {
      return false;
    }
  }

  #onNoAck(active: Active): void {
    if (active.message.movesCash) this.#awaitAnswer(active);
    else if (active.attempts > maxResends) this.#end({ kind: 'silence', acknowledged: false });
    else this.#transmit(active);
  }

  #onDamage(active: Active): void {
    active.damaged = true;
    this.#ask(active);
  }

  /** Asks for the answer (never for the command) again: once after silence, up to three times after damage. */
  #ask(active: Active): void {
    if (active.naks >= (active.damaged ? maxNaks : 1)) {
      this.#end({ kind: active.damaged ? 'unreadable' : 'silence', acknowledged: active.acknowledged });
      return;
    }
    active.naks += 1;
    active.phase = 'repeat';
    this.#parser.expectControl = false;
    this.#wait(this.#options.limits.repeatMs, () => this.#ask(active));
    this.#options.write(Uint8Array.of(NCK));
  }

  #wait(ms: number, then: () => void): void {
    this.#cancelWait();
    this.#cancelWait = this.#options.timers.after(ms, then);
  }

  #end(ending: Ending): void {
    const active = this.#active;
    if (!active) return;
    this.#cancelWait();
    this.#parser.expectControl = false;
    this.#active = null;
    const answered = ending.kind === 'response' || ending.kind === 'refused';
    const { movesCash, command } = active.message;
    if (movesCash) this.#memory.ended(command, answered);
    if (!answered) this.settling.distrust();
    else if (movesCash) this.settling.noteAnswer(true);
    else if (ending.kind === 'response') this.settling.answered();
    const { settleMs, responseMs } = this.#options.limits;
    this.#quiet.extend(answered ? settleMs : responseMs);
    active.finish(ending);
  }
}
