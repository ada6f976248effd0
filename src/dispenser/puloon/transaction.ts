import type { Timers } from '../../lib/timers.ts';
import { ACK, type Frame, NCK, type ResponseFrame } from './frame.ts';
import { type LineLimits, maxNaks, maxResends } from './limits.ts';
import type { Message } from './message.ts';
import { PuloonParser } from './parser.ts';

/** How a command ended. */
export type Ending =
  | { readonly kind: 'response'; readonly data: Uint8Array }
  /** NCK to every transmission, and nothing else: the only proof that a command was not executed. */
  | { readonly kind: 'refused'; readonly attempts: number }
  | { readonly kind: 'silence'; readonly acknowledged: boolean }
  | { readonly kind: 'unreadable'; readonly acknowledged: boolean }
  | { readonly kind: 'linkLost'; readonly acknowledged: boolean };

export interface TransactionHooks {
  /** Before each transmission; when it throws, that transmission is not written. */
  sent(attempt: number): void;
  acknowledged(): void;
}

export interface LineOptions {
  /** Hands bytes to the port; a failing port reports through linkLost(). */
  readonly write: (bytes: Uint8Array) => void;
  readonly timers: Timers;
  readonly limits: LineLimits;
  /**
   * A good answer that is not the one waited for: `late` when it belongs to a cash movement that was given up. It is
   * acknowledged, so that repeats end.
   */
  readonly onStray: (frame: ResponseFrame, late: boolean) => void;
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
  readonly #options: LineOptions;
  readonly #parser = new PuloonParser();
  #active: Active | null = null;
  #cancelWait: () => void = () => {};
  #cancelFrame: () => void = () => {};
  #cancelSettle: () => void = () => {};
  #unsettled = false;
  #onSettled: () => void = () => {};
  #lastAnswer: ResponseFrame | null = null;
  /** Command of a cash movement whose answer never came: an answer to it may still arrive. */
  #orphan: number | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /**
   * Runs one command to its end; it always ends, at the latest after all deadlines. Rejects only with what
   * `hooks.sent(1)` threw, when nothing was written.
   */
  run(message: Message<unknown>, hooks: TransactionHooks = quiet): Promise<Ending> {
    if (this.#active) return Promise.reject(new Error('one command at a time: the line has no sequence numbers'));
    return new Promise((resolve, reject) => {
      try {
        hooks.sent(1);
      } catch (error) {
        reject(error);
        return;
      }
      const finish = resolve;
      this.#active = {
        message,
        hooks,
        finish,
        phase: 'ack',
        acknowledged: false,
        attempts: 0,
        naks: 0,
        damaged: false,
      };
      this.#transmit(this.#active);
    });
  }

  /**
   * Resolves once no copy of an earlier answer can be on its way any more, so that none is taken for the answer to the
   * next command; false when the line does not settle.
   */
  whenSettled(): Promise<boolean> {
    if (!this.#unsettled) return Promise.resolve(true);
    return new Promise((resolve) => {
      const giveUp = this.#options.timers.after(this.#options.limits.afterTroubleMs * 5, () => end(false));
      const end = (ok: boolean) => {
        giveUp();
        this.#onSettled = () => {};
        resolve(ok);
      };
      this.#onSettled = () => end(true);
    });
  }

  receive(bytes: Uint8Array): void {
    const before = this.#parser.pending;
    const frames = this.#parser.push(bytes);
    for (const frame of frames) this.#handle(frame);
    // The time of a frame runs from its first byte; rubbish ends when the line has been silent for that time.
    if (!before || frames.length > 0 || this.#parser.inRubbish) this.#armFrameTimer();
  }

  linkLost(): void {
    this.#cancelFrame();
    this.#parser.reset();
    const active = this.#active;
    if (active) this.#end({ kind: 'linkLost', acknowledged: active.acknowledged });
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
    const active = this.#active;
    if (frame.kind === 'response') {
      this.#onResponse(frame, active);
      return;
    }
    if (!active) return;
    const beforeAnswer = active.phase === 'ack' || active.phase === 'refused';
    switch (frame.kind) {
      case 'ack':
      case 'item': // a note that moves says as clearly as an ACK that the command runs
        if (beforeAnswer || !active.acknowledged) this.#accepted(active);
        return;
      case 'nck':
        if (active.phase === 'ack') this.#onRefusal(active);
        return;
      case 'discarded':
        if (frame.reason === 'noise') return;
        if (active.phase === 'refused') this.#awaitAnswer(active);
        // Less than a header while an ACK is due may be a damaged ACK: nothing to ask a repeat of yet.
        else if (active.phase !== 'ack' || frame.bytes.length >= 4) this.#onDamage(active);
    }
  }

  #onResponse(frame: ResponseFrame, active: Active | null): void {
    this.#options.write(Uint8Array.of(ACK));
    const ours = active !== null && frame.command === active.message.command;
    // Without an ACK before it, an answer is not believed when it may be an earlier one: because that one is still
    // outstanding, or because this is a copy of it.
    const earlier = this.#orphan === frame.command || (this.#lastAnswer !== null && sameFrame(this.#lastAnswer, frame));
    const stale = ours && active.message.movesCash && !active.acknowledged && earlier;
    if (ours && !stale) {
      this.#lastAnswer = frame;
      this.#end({ kind: 'response', data: frame.data });
      return;
    }
    this.#settle();
    // The device repeats an answer when our ACK got lost; 1 to 4 copies are normal.
    if (this.#lastAnswer && sameFrame(this.#lastAnswer, frame)) return;
    this.#lastAnswer = frame;
    this.#options.onStray(frame, frame.command === this.#orphan);
    if (frame.command === this.#orphan) this.#orphan = null;
  }

  #settle(): void {
    const { limits, timers } = this.#options;
    this.#cancelSettle();
    this.#unsettled = true;
    this.#cancelSettle = timers.after(this.#orphan === null ? limits.settleMs : limits.afterTroubleMs, () => {
      this.#unsettled = false;
      this.#onSettled();
    });
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
  #onRefusal(active: Active): void {
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
    if (active.message.movesCash) {
      const answered = ending.kind === 'response' || ending.kind === 'refused';
      this.#orphan = answered ? null : active.message.command;
      this.#settle();
    }
    active.finish(ending);
  }
}

function sameFrame(a: ResponseFrame, b: ResponseFrame): boolean {
  return a.command === b.command && Buffer.compare(a.data, b.data) === 0;
}
