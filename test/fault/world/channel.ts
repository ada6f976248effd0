import type { Dice } from '../draw/dice.ts';
import type { WireFault } from '../draw/schedule.ts';
import type { VirtualTime } from './virtualTime.ts';

export interface ChannelOptions {
  readonly time: VirtualTime;
  readonly dice: Dice;
  /** Time of one byte on the wire: 10 bits at 9600 baud are 1.04 ms. */
  readonly byteMs: number;
  readonly latencyMs: number;
  readonly splitRate: number;
  readonly deliver: (bytes: Uint8Array) => void;
  /**
   * Changes a damaged frame once more where its damage would pass the check of the protocol; see exclusions.ts.
   * @returns what goes onto the wire
   */
  readonly redraw: (written: Uint8Array, damaged: Uint8Array, again: () => Uint8Array) => Uint8Array;
  /** A valid frame of the dialect that says something else; null when these bytes are none. */
  readonly forge: (written: Uint8Array, dice: Dice) => Uint8Array | null;
  readonly onFault: (fault: WireFault) => void;
}

interface Piece {
  readonly bytes: Uint8Array;
  /** When its first byte left and its last one is there. */
  readonly beginMs: number;
  readonly endMs: number;
  cancel: () => void;
}

/** One direction of the cable: bytes take their time, stay in order, and suffer what is aimed at them. */
export class Channel {
  readonly #options: ChannelOptions;
  #faults: WireFault[] = [];
  #count = 0;
  #freeAtMs = 0;
  readonly #flying = new Set<Piece>();

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  /** A new phase begins: bytes are counted from here, and what did not hit before never will. */
  aim(faults: readonly WireFault[]): void {
    this.#faults = [...faults];
    this.#count = 0;
  }

  get quiet(): boolean {
    return this.#flying.size === 0;
  }

  /** @returns what went onto the wire */
  send(written: Uint8Array): Uint8Array {
    const hit = this.#faults.filter(({ index }) => index >= this.#count && index < this.#count + written.length);
    const offset = this.#count;
    this.#count += written.length;
    if (hit.length === 0) {
      this.#fly(written, 0);
      return written;
    }
    this.#faults = this.#faults.filter((fault) => !hit.includes(fault));
    for (const fault of hit) this.#options.onFault(fault);
    const damaged = this.#damage(written, hit, offset);
    const delay = hit.find((fault) => fault.kind === 'delayed');
    if (delay === undefined) {
      this.#fly(damaged, 0);
    } else {
      const at = delay.index - offset;
      this.#fly(damaged.subarray(0, at), 0);
      this.#fly(damaged.subarray(at), delay.ms);
    }
    return damaged;
  }

  /** The cable or the sender is gone: what is on its way arrives as far as it has left by now. */
  cut(): void {
    const { time, latencyMs, deliver } = this.#options;
    for (const piece of [...this.#flying].sort((a, b) => a.endMs - b.endMs)) {
      piece.cancel();
      const share = (time.nowMs - latencyMs - piece.beginMs) / (piece.endMs - latencyMs - piece.beginMs);
      const there = Math.floor(piece.bytes.length * Math.max(0, Math.min(1, share)));
      if (there > 0) deliver(piece.bytes.subarray(0, there));
    }
    this.#flying.clear();
    this.#freeAtMs = time.nowMs;
  }

  #damage(written: Uint8Array, hit: readonly WireFault[], offset: number): Uint8Array {
    const { dice, redraw, forge } = this.#options;
    if (hit.some(({ kind }) => kind === 'frameLost')) return new Uint8Array();
    if (hit.some(({ kind }) => kind === 'forged')) return forge(written, dice) ?? written;
    const once = apply(written, hit, offset, (mask) => mask);
    return redraw(written, once, () => apply(written, hit, offset, (mask) => (mask === 0 ? 0 : dice.int(1, 255))));
  }

  #fly(bytes: Uint8Array, delayMs: number): void {
    if (bytes.length === 0) return;
    const { time, dice, byteMs, latencyMs, splitRate } = this.#options;
    const cuts = bytes.length > 1 && splitRate > 0 && dice.chance(splitRate) ? [dice.int(1, bytes.length - 1)] : [];
    let from = 0;
    for (const to of [...cuts, bytes.length]) {
      const beginMs = Math.max(time.nowMs, this.#freeAtMs) + (from === 0 ? delayMs : 0);
      this.#freeAtMs = beginMs + (to - from) * byteMs;
      const piece: Piece = {
        bytes: bytes.subarray(from, to),
        beginMs,
        endMs: this.#freeAtMs + latencyMs,
        cancel: () => {},
      };
      this.#flying.add(piece);
      piece.cancel = time.after(piece.endMs - time.nowMs, () => {
        this.#flying.delete(piece);
        this.#options.deliver(piece.bytes);
      });
      from = to;
    }
  }
}

function apply(
  written: Uint8Array,
  hit: readonly WireFault[],
  offset: number,
  maskOf: (mask: number) => number,
): Uint8Array {
  const out: number[] = [];
  let lost = 0;
  for (const [i, byte] of written.entries()) {
    let value = byte;
    let times = 1;
    for (const fault of hit) {
      const since = offset + i - fault.index;
      if (fault.kind === 'corrupted' && since >= 0) value ^= maskOf(fault.masks[since] ?? 0);
      if (since !== 0) continue;
      if (fault.kind === 'lost') lost = Math.max(lost, fault.count);
      if (fault.kind === 'doubled') times = 2;
      if (fault.kind === 'inserted') out.push(...fault.bytes);
    }
    if (lost > 0) lost -= 1;
    else for (let n = 0; n < times; n++) out.push(value);
  }
  return Uint8Array.from(out);
}
