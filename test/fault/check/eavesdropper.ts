import type { FrameCheck } from '../dialects/frameCheck.ts';
import type { Direction } from '../draw/schedule.ts';

/** Frames that may still be on their way: a repeat, a copy, the command before. */
const remembered = 6;

/**
 * Listens at both ends of the cable: a frame with a good check that arrives although nobody wrote it was made by damage.
 * Byte faults that fall into one write are drawn again before they fly (see `redrawn`); this finds what several of them,
 * one of them and a fault of the device's receiver, or a frame that breaks off in the middle, make together.
 */
export class Eavesdropper {
  readonly #check: FrameCheck;
  readonly #onForged: (direction: Direction, frame: string) => void;
  readonly #written: Record<Direction, string[]> = { toDevice: [], toHost: [] };
  readonly #tail: Record<Direction, Uint8Array> = { toDevice: new Uint8Array(), toHost: new Uint8Array() };

  constructor(check: FrameCheck, onForged: (direction: Direction, frame: string) => void) {
    this.#check = check;
    this.#onForged = onForged;
  }

  sent(direction: Direction, bytes: Uint8Array): void {
    const written = this.#written[direction];
    for (const { hex } of this.#check.frames(direction, bytes)) {
      if (written.push(hex) > remembered) written.shift();
    }
  }

  arrived(direction: Direction, bytes: Uint8Array): void {
    const before = this.#tail[direction];
    const all = before.length === 0 ? bytes : Buffer.concat([before, bytes]);
    for (const { hex } of this.#check.frames(direction, all, before.length)) {
      if (!this.#written[direction].includes(hex)) this.#onForged(direction, hex);
    }
    this.#tail[direction] = all.subarray(Math.max(0, all.length - this.#check.longest + 1));
  }
}
