import type { Timers } from '../../../lib/timers.ts';
import type { Faults } from '../faults.ts';
import type { FujitsuFault } from './faults.ts';
import { framed, type HostInput, HostReader } from './wire.ts';

type Part = 'enqAck' | 'frameAck' | 'enq' | 'response';

export interface DeviceLinkOptions {
  readonly faults: Faults<FujitsuFault>;
  readonly timers: Timers;
  readonly write: (bytes: Uint8Array) => void;
  /** How long the device waits for each step of a handshake. */
  readonly stepMs: number;
  /**
   * Takes every good frame it hears, also one that it did not ask for, and works them off one after the other: the device
   * that makes a second payout of every repeat. Whether a true one ignores them is not known.
   */
  readonly eager: boolean;
  /** Faults of frames hit only these. */
  readonly isCount: (data: Uint8Array) => boolean;
  /** A good frame that was acknowledged. */
  readonly onFrame: (data: Uint8Array) => void;
  /** An answer was delivered, or given up after three tries. */
  readonly onSaid: () => void;
}

const tries = 3;

/** The device's side of ENQ, ACK, frame, ACK in both directions, with its own three tries. */
export class DeviceLink {
  readonly #options: DeviceLinkOptions;
  readonly #reader = new HostReader();
  /** listening: the host got our ACK; asking: our ENQ is out; saying: our frame is out. */
  #state: 'idle' | 'listening' | 'asking' | 'saying' = 'idle';
  #answer: { readonly data: Uint8Array; enqs: number; frames: number; again: boolean } | null = null;
  #cancel: () => void = () => {};
  /** Frames that came while it was busy. */
  #kept: Uint8Array[] = [];
  /** A device that counts does not listen. */
  deaf = false;

  constructor(options: DeviceLinkOptions) {
    this.#options = options;
  }

  get saying(): boolean {
    return this.#answer !== null;
  }

  receive(bytes: Uint8Array): void {
    for (const input of this.#reader.push(bytes)) this.#on(input);
  }

  /** Delivers an answer: asks for the line, sends it, and repeats either three times. */
  say(data: Uint8Array): void {
    const again = this.#options.isCount(data) && this.#options.faults.take('responseTwice') !== null;
    this.#answer = { data, enqs: 0, frames: 0, again };
    this.#ask();
  }

  reset(): void {
    this.#cancel();
    this.#reader.forget();
    this.#state = 'idle';
    this.#answer = null;
    this.#kept = [];
    this.deaf = false;
  }

  #on(input: HostInput): void {
    const { faults, eager } = this.#options;
    if (eager && input.what === 'frame' && (this.deaf || this.#answer)) this.#kept.push(input.data);
    if (this.deaf) return;
    if (input.what === 'enq' && (this.#state === 'idle' || this.#state === 'listening')) {
      if (faults.take('hostEnqLost')) return;
      this.#state = 'listening';
      this.#after(() => this.#idle());
      this.#send('enqAck', Uint8Array.of(0x10, 0x06), true);
    } else if (input.what === 'ack' && this.#state === 'asking') this.#tell();
    else if (input.what === 'ack' && this.#state === 'saying') this.#said();
    else if (input.what === 'nak' && this.#state === 'saying') this.#tell();
    else if (input.what === 'damaged' && this.#state === 'listening') this.#refuse();
    else if (input.what === 'frame' && (this.#state === 'listening' || (eager && !this.#answer)))
      this.#hear(input.data);
  }

  #hear(data: Uint8Array): void {
    const { faults, onFrame, isCount, write } = this.#options;
    const count = isCount(data);
    if (count && faults.take('hostFrameLost')) return;
    if (count && faults.take('refuse')) {
      this.#refuse();
      return;
    }
    this.#idle();
    if (count && faults.take('strayNak')) write(Uint8Array.of(0x10, 0x15));
    this.#send('frameAck', Uint8Array.of(0x10, 0x06), count);
    onFrame(data);
  }

  #refuse(): void {
    this.#after(() => this.#idle());
    this.#options.write(Uint8Array.of(0x10, 0x15));
  }

  #ask(): void {
    const answer = this.#answer;
    if (!answer) return;
    if (answer.enqs >= tries) {
      this.#said();
      return;
    }
    answer.enqs += 1;
    this.#state = 'asking';
    this.#after(() => this.#ask());
    this.#send('enq', Uint8Array.of(0x10, 0x05), this.#options.isCount(answer.data));
  }

  #tell(): void {
    const answer = this.#answer;
    if (!answer) return;
    if (answer.frames >= tries) {
      this.#said();
      return;
    }
    answer.frames += 1;
    this.#state = 'saying';
    this.#after(() => this.#tell());
    this.#send('response', framed(answer.data), this.#options.isCount(answer.data));
  }

  #said(): void {
    const answer = this.#answer;
    this.#idle();
    this.#answer = null;
    const next = this.#kept.shift();
    if (answer?.again) this.say(answer.data);
    else if (next) this.#hear(next);
    else this.#options.onSaid();
  }

  #idle(): void {
    this.#cancel();
    this.#reader.forget();
    this.#state = 'idle';
  }

  #after(work: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.timers.after(this.#options.stepMs, work);
  }

  #send(part: Part, bytes: Uint8Array, faulty: boolean): void {
    const { faults, timers, write } = this.#options;
    if (!faulty) {
      write(bytes);
      return;
    }
    if (faults.take(`${part}Lost`)) return;
    const sent = faults.take(`${part}Corrupt`) ? damaged(bytes) : bytes;
    const delay = faults.take(`${part}Delay`);
    if (delay) timers.after(delay.ms, () => write(sent));
    else if (part === 'response' && faults.take('dribble')) for (const byte of sent) write(Uint8Array.of(byte));
    else write(sent);
  }
}

/** One bit of a control sequence, or of the middle of a frame. */
function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bytes.length === 2 ? 1 : 12]! ^= 0x40;
  return copy;
}
