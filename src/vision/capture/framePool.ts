import { secureZero } from '../native.ts';

/**
 * Frame memory that is used again: a camera loop allocates a handful of buffers once. A buffer given back is overwritten
 * with zeros before anything else can have it (R21).
 */
export class FramePool {
  readonly #limit: number;
  readonly #free = new Map<number, Uint8Array[]>();
  #leased = 0;
  #owned = 0;

  /** @param limit most buffers in existence; take() answers null beyond it. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Buffers that are out. */
  get leased(): number {
    return this.#leased;
  }

  take(bytes: number): Uint8Array | null {
    const free = this.#free.get(bytes)?.pop();
    if (!free && this.#owned >= this.#limit && !this.#evict()) return null;
    if (!free) this.#owned++;
    this.#leased++;
    return free ?? new Uint8Array(bytes);
  }

  give(buffer: Uint8Array): void {
    secureZero(buffer);
    this.#leased--;
    const list = this.#free.get(buffer.length);
    if (list) list.push(buffer);
    else this.#free.set(buffer.length, [buffer]);
  }

  /** Lets go of one free buffer of another size (MJPG payloads differ in length); false when all are out. */
  #evict(): boolean {
    for (const list of this.#free.values()) {
      if (list.pop()) {
        this.#owned--;
        return true;
      }
    }
    return false;
  }
}
