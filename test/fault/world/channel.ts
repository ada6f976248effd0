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

/** A fault and the byte of the write that it is at. */
interface Hit {
  readonly fault: WireFault;
  readonly at: number;
}

/** One direction of the cable: bytes take their time, stay in order, and suffer what is aimed at them. */
export class Channel {
  readonly #options: ChannelOptions;
  #faults: WireFault[] = [];
  readonly #counts = { phase: 0, sent: Number.NaN };
  #freeAtMs = 0;
  readonly #flying = new Set<Piece>();

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  /** A new phase begins: bytes are counted from here, and what did not hit before never will. */
  aim(faults: readonly WireFault[]): void {
    this.#faults = [...faults];
    this.#counts.phase = 0;
    this.#counts.sent = Number.NaN;
  }

  /** A command that moves cash is about to be written. */
  markSent(): void {
    this.#counts.sent = 0;
  }

  get quiet(): boolean {
    return this.#flying.size === 0;
  }

  /** @returns what went onto the wire */
  send(written: Uint8Array): Uint8Array {
    const hit: Hit[] = [];
    for (const fault of this.#faults) {
      const at = fault.index - this.#counts[fault.since];
      if (at >= 0 && at < written.length) hit.push({ fault, at });
    }
    this.#counts.phase += written.length;
    this.#counts.sent += written.length;
    if (hit.length === 0) {
      this.#fly(written, 0);
      return written;
    }
    this.#faults = this.#faults.filter((fault) => !hit.some((one) => one.fault === fault));
    for (const { fault } of hit) this.#options.onFault(fault);
    const damaged = this.#damage(written, hit);
    for (const { fault, at } of hit) {
      if (fault.kind !== 'delayed') continue;
      this.#fly(damaged.subarray(0, at), 0);
      this.#fly(damaged.subarray(at), fault.ms);
      return damaged;
    }
    this.#fly(damaged, 0);
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

  #damage(written: Uint8Array, hit: readonly Hit[]): Uint8Array {
    const { dice, redraw, forge } = this.#options;
    if (hit.some(({ fault }) => fault.kind === 'frameLost')) return new Uint8Array();
    if (hit.some(({ fault }) => fault.kind === 'forged')) return forge(written, dice) ?? written;
    const once = apply(written, hit, (mask) => mask);
    return redraw(written, once, () => apply(written, hit, (mask) => (mask === 0 ? 0 : dice.int(1, 255))));
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

function apply(written: Uint8Array, hit: readonly Hit[], maskOf: (mask: number) => number): Uint8Array {
  const out: number[] = [];
  let lost = 0;
  for (const [i, byte] of written.entries()) {
    let value = byte;
    let times = 1;
    for (const { fault, at } of hit) {
      if (fault.kind === 'corrupted' && i >= at) value ^= maskOf(fault.masks[i - at] ?? 0);
      if (i !== at) continue;
      if (fault.kind === 'lost') lost = Math.max(lost, fault.count);
      if (fault.kind === 'doubled') times = 2;
      if (fault.kind === 'inserted') out.push(...fault.bytes);
    }
    if (lost > 0) lost -= 1;
    else for (let n = 0; n < times; n++) out.push(value);
  }
  return Uint8Array.from(out);
}
