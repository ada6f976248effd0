import type { Timers } from '../../../lib/timers.ts';
import type { Faults } from '../faults.ts';
import type { SspFault } from './faults.ts';
import { type HostPacket, HostReader, packet } from './wire.ts';

export interface LinkOptions {
  readonly faults: Faults<SspFault>;
  readonly timers: Timers;
  readonly write: (bytes: Uint8Array) => void;
  readonly address: number;
  /** The command inside a packet, for the faults; null when that cannot be told. */
  readonly codeOf: (data: Uint8Array) => number | null;
  /** Carries a packet out; null = no answer, as if it had not come. */
  readonly carryOut: (data: Uint8Array) => Uint8Array | null;
}

type LineFault = Extract<SspFault, { of: string }>;

const sync = 0x11;

/** The slave's side of the line: the same sequence flag as last time is answered as last time, and nothing is done. */
export class DeviceLink {
  readonly #options: LinkOptions;
  readonly #reader = new HostReader();
  #last: { readonly head: number; readonly answer: Uint8Array } | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  receive(bytes: Uint8Array): void {
    for (const found of this.#reader.push(bytes)) {
      if ((found.head & 0x7f) !== this.#options.address) continue;
      const code = this.#options.codeOf(found.data);
      if (this.#take('commandLost', code)) continue;
      const delay = this.#take('commandDelay', code);
      if (delay) {
        this.#options.timers.after(delay.ms, () => this.#on(found, code));
        continue;
      }
      const twice = this.#take('commandTwice', code) !== null;
      this.#on(found, code);
      if (twice) this.#on(found, code);
    }
  }

  reset(): void {
    this.#reader.forget();
    this.#last = null;
  }

  #on({ head, data }: HostPacket, code: number | null): void {
    const again = this.#last?.head === head && data[0] !== sync;
    const answer = again ? this.#last!.answer : this.#options.carryOut(data);
    if (answer === null) return;
    this.#last = { head, answer };
    this.#send(answer, head, code);
  }

  #send(answer: Uint8Array, head: number, code: number | null): void {
    const { write, timers } = this.#options;
    if (this.#take('replyLost', code)) return;
    const bytes = packet(this.#take('replyWrongSequence', code) ? head ^ 0x80 : head, answer);
    if (this.#take('replyCorrupt', code)) bytes[bytes.length - 1]! ^= 0x04;
    const late = this.#take('replyDelay', code);
    if (late) timers.after(late.ms, () => write(bytes));
    else write(bytes);
    if (this.#take('replyTwice', code)) write(bytes);
  }

  /** An armed fault that does not hit this packet stays armed. */
  #take<K extends LineFault['kind']>(kind: K, code: number | null): Extract<LineFault, { kind: K }> | null {
    const fault = this.#options.faults.take(kind) as Extract<LineFault, { kind: K }> | null;
    if (fault === null || fault.of === 'any') return fault;
    if (code === (fault.of === 'payout' ? 0x46 : 0x56)) return fault;
    this.#options.faults.arm(fault);
    return null;
  }
}
