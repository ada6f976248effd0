import type { FrameCheck } from '../dialects/frameCheck.ts';
import type { Direction } from '../draw/schedule.ts';

/** Frames that may still be on their way: a repeat, a copy, the command before. */
const remembered = 6;

/**
 * Listens at both ends of the cable: a frame with a good check that arrives although nobody wrote it was made by damage.
 * Byte faults that fall into one write are drawn again before they fly (see `redrawn`); this finds what several of them,
 * or a frame that breaks off in the middle, make together.
 */
export class Eavesdropper {
  readonly #check: FrameCheck;
  readonly #onForged: (direction: Direction, frame: string) => void;
  readonly #written: Record<Direction, string[]> = { toDevice: [], toHost: [] };
  readonly #tail: Record<Direction, Uint8Array> = { toDevice: new Uint8Array(), toHost: new Uint8Array() };
  readonly #told = new Set<string>();

  constructor(check: FrameCheck, onForged: (direction: Direction, frame: string) => void) {
    this.#check = check;
    this.#onForged = onForged;
  }

  sent(direction: Direction, bytes: Uint8Array): void {
    const written = this.#written[direction];
    for (const frame of this.#check.frames(direction, bytes)) {
      if (written.push(frame) > remembered) written.shift();
      this.#told.delete(frame);
    }
  }

  arrived(direction: Direction, bytes: Uint8Array): void {
    const all = Buffer.concat([this.#tail[direction], bytes]);
    for (const frame of this.#check.frames(direction, all)) {
      if (this.#written[direction].includes(frame) || this.#told.has(frame)) continue;
      this.#told.add(frame);
      this.#onForged(direction, frame);
    }
    this.#tail[direction] = all.subarray(Math.max(0, all.length - this.#check.longest + 1));
  }
}
