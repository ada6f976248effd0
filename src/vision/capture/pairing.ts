import type { Frame, FramePair } from './frameSource.ts';

export interface PairingOptions {
  /** Largest distance of the two kernel timestamps, microseconds (R12: 50,000). */
  readonly maxSkewUs: number;
  /** Frame rate of the slower camera; frames nearer than 0.6 periods belong together. */
  readonly fps: number;
  /** Frames kept per channel while their partner is awaited. */
  readonly capacity?: number;
}

/** Differences the running median of the constant offset looks back on. */
const OFFSET_WINDOW = 15;

/**
 * Pairs RGB and IR frames by kernel timestamps. Free-running cameras differ by a constant phase: it is estimated as the
 * running median of the raw differences and taken out of `skewUs`; the raw difference still has to hold `maxSkewUs`, so
 * an estimate can never stretch R12. Holds at most `capacity` frames per channel; every frame not paired is released
 * and counted in `dropped`.
 */
export class FramePairer {
  readonly #maxSkewUs: number;
  readonly #windowUs: number;
  readonly #capacity: number;
  readonly #queue = { rgb: [] as Frame[], ir: [] as Frame[] };
  readonly #lastUs = { rgb: -1, ir: -1 };
  readonly #lastSequence = { rgb: -1, ir: -1 };
  #differences: number[] = [];
  #offsetUs = 0;
  /** Frames released without a partner. */
  dropped = 0;
  /** Frames that never came, by gaps of the drivers' counters. */
  missed = 0;

  constructor(options: PairingOptions) {
    this.#maxSkewUs = options.maxSkewUs;
    this.#windowUs = Math.min(options.maxSkewUs, (0.6 * 1e6) / options.fps);
    this.#capacity = options.capacity ?? 4;
  }

  /** Constant phase IR - RGB, microseconds, as estimated so far. */
  get offsetUs(): number {
    return this.#offsetUs;
  }

  /** Takes ownership of `frame`; returns the pair it completes, or null. */
  push(frame: Frame): FramePair | null {
    const { channel } = frame;
    // A timestamp that does not grow is a driver fault or a replayed buffer: such a frame proves nothing about now.
    if (!Number.isSafeInteger(frame.timestampUs) || frame.timestampUs <= this.#lastUs[channel]) {
      this.#drop(frame);
      return null;
    }
    const gap = frame.sequence - this.#lastSequence[channel] - 1;
    if (this.#lastSequence[channel] >= 0 && gap > 0) this.missed += gap;
    this.#lastUs[channel] = frame.timestampUs;
    this.#lastSequence[channel] = frame.sequence;
    const queue = this.#queue[channel];
    queue.push(frame);
    if (queue.length > this.#capacity) this.#drop(queue.shift() as Frame);
    return this.#match();
  }

  #match(): FramePair | null {
    for (;;) {
      const rgb = this.#queue.rgb[0];
      const ir = this.#queue.ir[0];
      if (!rgb || !ir) return null;
      const raw = ir.timestampUs - rgb.timestampUs;
      const skew = raw - this.#offsetUs;
      if (Math.abs(skew) <= this.#windowUs && Math.abs(raw) <= this.#maxSkewUs) {
        this.#queue.rgb.shift();
        this.#queue.ir.shift();
        this.#learn(raw);
        return { rgb, ir, skewUs: Math.round(skew) };
      }
      // The older of the two can find no nearer partner any more: later frames only lie further away.
      const older = raw > 0 ? this.#queue.rgb : this.#queue.ir;
      this.#drop(older.shift() as Frame);
    }
  }

  #learn(raw: number): void {
    this.#differences.push(raw);
    if (this.#differences.length > OFFSET_WINDOW) this.#differences.shift();
    const sorted = [...this.#differences].sort((a, b) => a - b);
    this.#offsetUs = sorted[sorted.length >> 1] as number;
  }

  #drop(frame: Frame): void {
    this.dropped++;
    frame.release();
  }

  /** Releases everything held, e.g. when a camera is lost. The offset is forgotten: the cameras start anew. */
  clear(): void {
    for (const channel of ['rgb', 'ir'] as const) {
      for (const frame of this.#queue[channel].splice(0)) frame.release();
      this.#lastUs[channel] = -1;
      this.#lastSequence[channel] = -1;
    }
    this.#differences = [];
    this.#offsetUs = 0;
  }
}
