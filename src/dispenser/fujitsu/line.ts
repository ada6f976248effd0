import type { Timers } from '../../lib/timers.ts';
import { AnswerMemory } from './answerMemory.ts';
import type { Ending } from './ending.ts';
import { control, encodeFrame, type Frame } from './frame.ts';
import { type LineLimits, maxTries } from './limits.ts';
import type { Message } from './message.ts';
import { FujitsuParser } from './parser.ts';

export interface TransactionHooks {
  /** Before each transmission of the frame; when it throws, that transmission is not written. */
  sent(attempt: number): void;
  acknowledged(): void;
}

export interface LineOptions {
  /** Hands bytes to the port; a failing port reports through linkLost(). */
  readonly write: (bytes: Uint8Array) => void;
  readonly timers: Timers;
  readonly limits: LineLimits;
  /** A good frame that is not the answer waited for: `late` when it belongs to a command that was given up. */
  readonly onStray: (data: Uint8Array, late: boolean) => void;
  /** Bytes on the idle line, with no answer outstanding, that nobody can read. */
  readonly onUnreadable: (bytes: Uint8Array) => void;
}

interface Active {
  readonly message: Message<unknown>;
  readonly frame: Uint8Array;
  readonly hooks: TransactionHooks;
  readonly finish: (ending: Ending) => void;
  readonly fail: (error: unknown) => void;
  /**
   * waiting: the device has the line; bid: ENQ sent; frame: frame sent, its ACK awaited; refused: NAK came, a
   * contradiction is listened for; answer: accepted, or taken to be.
   */
  phase: 'waiting' | 'bid' | 'frame' | 'refused' | 'answer';
  bids: number;
  /** How often the device asked for the line while we wanted it. */
  yields: number;
  transmissions: number;
  acknowledged: boolean;
  /** Its deadline passed while the device was sending; it ends with that. */
  overdue: boolean;
}

/** The device's own tries, for two answers. */
const maxYields = 2 * maxTries;

const quiet: TransactionHooks = { sent() {}, acknowledged() {} };

/**
 * The host side of the half-duplex link (reference §4.1): ENQ, ACK, frame, ACK, in either direction, one command at a
 * time. The rule that money hangs on: a frame that moves notes is written again only after DLE NAK, never because there
 * is silence; frames carry no number, so a repeat whose first copy arrived is a second payout.
 */
export class FujitsuLine {
  readonly #options: LineOptions;
  readonly #parser = new FujitsuParser();
  readonly #memory = new AnswerMemory();
  #active: Active | null = null;
  /** The device got our ACK to its ENQ and has the line. */
  #receiving: { naks: number } | null = null;
  #cancelWait: () => void = () => {};
  #cancelReceive: () => void = () => {};
  #cancelGap: () => void = () => {};

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /**
   * Runs one command to its end; it always ends, at the latest after all deadlines. Rejects only with what
   * `hooks.sent(1)` threw, or with a message that cannot be written, when nothing was written.
   */
  run(message: Message<unknown>, hooks: TransactionHooks = quiet): Promise<Ending> {
    if (this.#active) return Promise.reject(new Error('one command at a time: the line has no sequence numbers'));
    return new Promise((finish, fail) => {
      const frame = encodeFrame(message.serialize());
      const begin = {
        phase: 'waiting',
        bids: 0,
        yields: 0,
        transmissions: 0,
        acknowledged: false,
        overdue: false,
      } as const;
      this.#active = { message, frame, hooks, finish, fail, ...begin };
      this.#bid(this.#active);
    });
  }

  receive(bytes: Uint8Array): void {
    for (const frame of this.#parser.push(bytes)) this.#handle(frame);
    this.#cancelGap();
    if (!this.#parser.pending) return;
    this.#cancelGap = this.#options.timers.after(this.#options.limits.gapMs, () => {
      for (const frame of this.#parser.flush()) this.#handle(frame);
    });
  }

  linkLost(): void {
    this.#cancelGap();
    this.#cancelReceive();
    this.#receiving = null;
    this.#parser.reset();
    const active = this.#active;
    if (active) this.#end({ kind: 'linkLost', written: active.transmissions > 0 });
  }

  /** Asks for the line, unless the device has it; then as soon as it is done. */
  #bid(active: Active): void {
    active.phase = 'waiting';
    if (this.#receiving) return;
    if (active.bids >= maxTries) {
      this.#endUnheard(active);
      return;
    }
    active.bids += 1;
    active.phase = 'bid';
    this.#wait(() => this.#bid(active));
    this.#options.write(control.enq);
  }

  #endUnheard(active: Active): void {
    this.#end(active.transmissions > 0 ? { kind: 'silence', acknowledged: false } : { kind: 'notStarted' });
  }

  #transmit(active: Active): void {
    try {
      active.hooks.sent(active.transmissions + 1);
    } catch (error) {
      // So far everything was refused, or nothing was written: either way it is certain that nothing happens.
      if (active.transmissions > 0) this.#end({ kind: 'refused', attempts: active.transmissions });
      else this.#clear()?.fail(error);
      return;
    }
    active.transmissions += 1;
    active.phase = 'frame';
    this.#wait(() => {
      if (active.message.movesNotes) this.#awaitAnswer(active);
      else this.#bid(active);
    });
    this.#options.write(active.frame);
  }

  #handle(frame: Frame): void {
    if (frame.kind === 'data') this.#onData(frame.data);
    else if (frame.kind === 'discarded') this.#onDiscarded(frame.bytes);
    else if (frame.kind === 'enq') this.#onEnq();
    else if (frame.kind === 'ack') this.#onAck();
    else this.#onNak();
  }

  /**
   * The device asks for the line; it always gets it. When both ask at once we give way: what it has to say may be about
   * notes that left. After a frame of ours it may have the answer, whatever we took its earlier words for.
   */
  #onEnq(): void {
    const active = this.#active;
    const spoken = active?.phase === 'frame' || (active?.message.movesNotes && active.transmissions > 0);
    if (active && spoken && active.phase !== 'answer') {
      this.#awaitAnswer(active);
    } else if (active?.phase === 'bid' || active?.phase === 'waiting') {
      this.#cancelWait();
      active.phase = 'waiting';
      active.yields += 1;
      // A device that asks for the line for ever must not hold up a command for ever.
      if (active.yields > maxYields) this.#endUnheard(active);
    }
    if (active?.overdue) this.#end({ kind: 'silence', acknowledged: active.acknowledged });
    this.#receiving = { naks: 0 };
    this.#awaitFrame();
    this.#options.write(control.ack);
  }

  #awaitFrame(): void {
    const { timers, limits } = this.#options;
    this.#cancelReceive();
    this.#cancelReceive = timers.after(limits.handshakeMs, () => {
      this.#received();
      this.#proceed();
    });
  }

  #received(): void {
    this.#cancelReceive();
    this.#receiving = null;
  }

  /** Goes on with what had to wait for the device. */
  #proceed(): void {
    const active = this.#active;
    if (active?.overdue) this.#end({ kind: 'silence', acknowledged: active.acknowledged });
    else if (active?.phase === 'waiting') this.#bid(active);
  }

  #onAck(): void {
    const active = this.#active;
    if (active?.phase === 'bid') {
      this.#transmit(active);
    } else if (active?.phase === 'frame' || active?.phase === 'refused') {
      this.#accepted(active);
      this.#awaitAnswer(active);
    } else if (active?.phase === 'answer' && !active.acknowledged) {
      this.#accepted(active); // the ACK was only late
    }
  }

  #accepted(active: Active): void {
    active.acknowledged = true;
    active.hooks.acknowledged();
  }

  /**
   * A NAK to our ENQ is no ACK: the next bid comes with the deadline. A NAK to a frame that moves notes must stand
   * uncontradicted for longer than the device waits between two ENQ, and the frame then goes the whole way from ENQ: one
   * flipped bit makes 10 15 of the 10 05 that announces the answer.
   */
  #onNak(): void {
    const active = this.#active;
    if (active?.phase !== 'frame') return;
    const last = active.transmissions >= maxTries;
    const end = () => this.#end({ kind: 'refused', attempts: active.transmissions });
    if (active.message.movesNotes) {
      active.phase = 'refused';
      active.bids = 0;
      this.#wait(last ? end : () => this.#bid(active), this.#options.limits.refusalMs);
    } else if (last) {
      end();
    } else {
      this.#transmit(active);
    }
  }

  #awaitAnswer(active: Active): void {
    const { responseMs, queryMs } = this.#options.limits;
    active.phase = 'answer';
    this.#wait(
      () => {
        if (this.#receiving) active.overdue = true;
        else this.#end({ kind: 'silence', acknowledged: active.acknowledged });
      },
      active.message.movesNotes ? responseMs : queryMs,
    );
  }

  #onData(data: Uint8Array): void {
    this.#received();
    this.#options.write(control.ack);
    const active = this.#active;
    const wanted = active?.phase === 'answer' ? active : null;
    const kind = this.#memory.sort(data, wanted?.message ?? null, wanted?.acknowledged ?? false);
    if (kind === 'answer') this.#end({ kind: 'response', data });
    else if (kind !== 'repeat') this.#options.onStray(data, kind === 'late');
    this.#proceed();
  }

  #onDiscarded(bytes: Uint8Array): void {
    const active = this.#active;
    if (active?.phase === 'refused') this.#awaitAnswer(active); // no silence, so no refusal to rely on
    if (this.#receiving && this.#receiving.naks < maxTries) {
      this.#receiving.naks += 1;
      this.#awaitFrame();
      this.#options.write(control.nak);
      return;
    }
    if (this.#receiving) {
      this.#received();
      if (active?.phase === 'answer') this.#end({ kind: 'unreadable', acknowledged: active.acknowledged });
      this.#proceed();
    }
    // What is left of an answer that was given up, or a damaged ACK, is no sign of somebody else on the cable.
    if (!active && !this.#memory.owed) this.#options.onUnreadable(bytes);
  }

  #wait(then: () => void, ms: number = this.#options.limits.handshakeMs): void {
    this.#cancelWait();
    this.#cancelWait = this.#options.timers.after(ms, then);
  }

  #clear(): Active | null {
    const active = this.#active;
    this.#cancelWait();
    this.#active = null;
    return active;
  }

  #end(ending: Ending): void {
    const active = this.#clear();
    if (!active) return;
    if (active.transmissions > 0 && ending.kind !== 'response' && ending.kind !== 'refused') {
      this.#memory.unanswered(active.message);
    }
    active.finish(ending);
  }
}
