import type { Timers } from '../../lib/timers.ts';
import { encodePacket, sequenceFlag } from './frame.ts';
import type { SspLimits } from './limits.ts';
import { SspParser } from './parser.ts';

/** How a packet ended. */
export type LineEnding<T> =
  | { readonly kind: 'reply'; readonly value: T }
  /** Every transmission stayed without an answer; `heard`: something came, but nothing that answers it. */
  | { readonly kind: 'silence'; readonly heard: boolean }
  | { readonly kind: 'linkLost' };

export interface LineOptions {
  /** Hands bytes to the port; a failing port reports through linkLost(). */
  readonly write: (bytes: Uint8Array) => void;
  readonly timers: Timers;
  readonly limits: SspLimits;
  readonly address: number;
  /** A good packet on the idle line that is no copy of an answer: a slave only speaks when it is asked. */
  readonly onStray: (data: Uint8Array) => void;
}

interface Active {
  readonly sequenceId: number;
  readonly bytes: Uint8Array;
  readonly maxTries: number;
  /** Takes the answer; false when it is not one. */
  readonly take: (data: Uint8Array) => boolean;
  readonly giveUp: (ending: { kind: 'silence'; heard: boolean } | { kind: 'linkLost' }) => void;
  tries: number;
  heard: boolean;
}

/** Answers to remember: a device that got several copies of a packet answers each, and those may come much later. */
const remembered = 8;

/**
 * The host side of the line: one packet at a time. The rule that money hangs on: on silence the same bytes go out again,
 * with the same sequence flag, and a device that has carried them out repeats its answer; the flag is toggled only after
 * a good answer (reference §5.1). After giving up nobody knows which flag the device expects, and only SYNC helps.
 */
export class SspLine {
  readonly #options: LineOptions;
  readonly #parser = new SspParser();
  #sequence = sequenceFlag;
  #active: Active | null = null;
  #cancelWait: () => void = () => {};
  #answers: string[] = [];

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** The next packet is SYNC, which is sent with the flag set. */
  restartSequence(): void {
    this.#sequence = sequenceFlag;
  }

  /**
   * Sends a packet until it is answered.
   * @param accept what the answer holds; null when it cannot be the answer to this packet
   */
  exchange<T>(data: Uint8Array, maxTries: number, accept: (data: Uint8Array) => T | null): Promise<LineEnding<T>> {
    if (this.#active) return Promise.reject(new Error('one packet at a time'));
    const sequenceId = this.#sequence | this.#options.address;
    return new Promise((resolve) => {
      this.#active = {
        sequenceId,
        bytes: encodePacket(sequenceId, data),
        maxTries,
        take: (answer) => {
          const value = accept(answer);
          if (value === null) return false;
          resolve({ kind: 'reply', value });
          return true;
        },
        giveUp: resolve,
        tries: 0,
        heard: false,
      };
      this.#transmit(this.#active);
    });
  }

  receive(bytes: Uint8Array): void {
    for (const frame of this.#parser.push(bytes)) {
      if (frame.kind === 'packet') this.#onPacket(frame.sequenceId, frame.data);
      else if (this.#active) this.#active.heard = true;
    }
  }

  linkLost(): void {
    this.#parser.reset();
    this.#end()?.giveUp({ kind: 'linkLost' });
  }

  #transmit(active: Active): void {
    active.tries += 1;
    this.#parser.reset();
    this.#cancelWait = this.#options.timers.after(this.#options.limits.replyMs, () => {
      if (active.tries < active.maxTries) this.#transmit(active);
      else this.#end()?.giveUp({ kind: 'silence', heard: active.heard });
    });
    this.#options.write(active.bytes);
  }

  #onPacket(sequenceId: number, data: Uint8Array): void {
    const active = this.#active;
    const name = `${sequenceId} ${Buffer.from(data).toString('hex')}`;
    if (!active) {
      const ours = (sequenceId & ~sequenceFlag) === this.#options.address;
      if (!(ours && this.#answers.includes(name))) this.#options.onStray(data);
      return;
    }
    active.heard = true;
    if (sequenceId !== active.sequenceId || !active.take(data)) return;
    this.#end();
    this.#sequence ^= sequenceFlag;
    this.#answers = [name, ...this.#answers].slice(0, remembered);
  }

  #end(): Active | null {
    const active = this.#active;
    this.#active = null;
    this.#cancelWait();
    return active;
  }
}
