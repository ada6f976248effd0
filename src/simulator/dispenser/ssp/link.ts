import type { Timers } from '../../../lib/timers.ts';
import type { Faults } from '../faults.ts';
import type { SspFault } from './faults.ts';
import { type HostPacket, HostReader, packet } from './wire.ts';

export interface LinkOptions {
  readonly faults: Faults<SspFault>;
  readonly timers: Timers;
  readonly write: (bytes: Uint8Array) => void;
  readonly address: number;
  /** What a packet holds in the clear, for the faults; null when that cannot be told. */
  readonly look: (data: Uint8Array) => Uint8Array | null;
  /** Carries a packet out; null = no answer, as if it had not come. */
  readonly carryOut: (data: Uint8Array) => Uint8Array | null;
}

type LineFault = Extract<SspFault, { of: string }>;

type Hit = 'payout' | 'poll' | 'other';

const sync = 0x11;

/** The slave's side of the line: the same sequence flag as last time is answered as last time, and nothing is done. */
export class DeviceLink {
  readonly #options: LinkOptions;
  readonly #reader = new HostReader();
  #last: { readonly head: number; readonly answer: Uint8Array } | null = null;
  #late = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Packets are on their way that a fault delays. */
  get busy(): boolean {
    return this.#late > 0;
  }

  receive(bytes: Uint8Array): void {
    for (const found of this.#reader.push(bytes)) {
      if ((found.head & 0x7f) !== this.#options.address) continue;
      const hit = kindOf(this.#options.look(found.data));
      if (this.#take('commandLost', hit)) continue;
      const delay = this.#take('commandDelay', hit);
      if (delay) {
        this.#later(delay.ms, () => this.#on(found, hit));
        continue;
      }
      const twice = this.#take('commandTwice', hit) !== null;
      this.#on(found, hit);
      if (twice) this.#on(found, hit);
    }
  }

  reset(): void {
    this.#reader.forget();
    this.#last = null;
  }

  #on({ head, data }: HostPacket, hit: Hit): void {
    const again = this.#last?.head === head && data[0] !== sync;
    const answer = again ? this.#last!.answer : this.#options.carryOut(data);
    if (answer === null) return;
    this.#last = { head, answer };
    this.#send(answer, head, hit);
  }

  #send(answer: Uint8Array, head: number, hit: Hit): void {
    const { write } = this.#options;
    if (this.#take('replyLost', hit)) return;
    const bytes = packet(this.#take('replyWrongSequence', hit) ? head ^ 0x80 : head, answer);
    if (this.#take('replyCorrupt', hit)) bytes[bytes.length - 1]! ^= 0x04;
    const late = this.#take('replyDelay', hit);
    if (late) this.#later(late.ms, () => write(bytes));
    else write(bytes);
    if (this.#take('replyTwice', hit)) write(bytes);
  }

  #later(ms: number, work: () => void): void {
    this.#late += 1;
    this.#options.timers.after(ms, () => {
      this.#late -= 1;
      work();
    });
  }

  /** An armed fault that does not hit this packet stays armed. */
  #take<K extends LineFault['kind']>(kind: K, hit: Hit): Extract<LineFault, { kind: K }> | null {
    const fault = this.#options.faults.take(kind) as Extract<LineFault, { kind: K }> | null;
    if (fault === null || fault.of === 'any') return fault;
    if (fault.of === hit) return fault;
    this.#options.faults.arm(fault);
    return null;
  }
}

/** A payout is one that pays (58); the test of one (19) is not meant. */
function kindOf(plain: Uint8Array | null): Hit {
  if (plain?.[0] === 0x46 && plain.at(-1) === 0x58) return 'payout';
  return plain?.[0] === 0x56 ? 'poll' : 'other';
}
