/** What a frame's timestamp says beside the ones before it. */
export type Step = 'next' | 'restart' | 'duplicate' | 'backwards' | 'jump' | 'invalid';

/** A longer silence than this, microseconds, is no lost frame any more: the stream has to show that it goes on. */
const LONGEST_GAP_US = 500_000;
/** Frames in a row that must agree on another time before it is believed; a single one is a damaged stamp. */
const CONFIRMED = 3;
/** Weight of one interval in the running period. */
const PERIOD_GAIN = 1 / 32;
/** Intervals in a row that do not fit the period before it is learnt anew: a camera halves its rate in the dark. */
const MISFITS = 8;

/** One camera's timestamps: are they in order, how long is a period, how many frames never came. */
export class FrameClock {
  #lastUs = -1;
  #lastSequence = -1;
  #periodUs: number;
  #misfits = 0;
  #otherUs = -1;
  #agreeing = 0;
  /** Frames that never came, by gaps of the driver's counter. */
  missed = 0;

  /** @param fps the rate the camera was asked for; the true one is learnt. */
  constructor(fps: number) {
    this.#periodUs = 1e6 / fps;
  }

  /** Time between two frames, microseconds. */
  get periodUs(): number {
    return this.#periodUs;
  }

  /**
   * Takes the next frame of the camera. Only `next` and `restart` are times to work with; `restart` begins a new count,
   * unrelated to all times before.
   */
  take(timestampUs: number, sequence: number): Step {
    if (!Number.isSafeInteger(timestampUs) || timestampUs < 0) return 'invalid';
    const delta = timestampUs - this.#lastUs;
    const longest = Math.max(LONGEST_GAP_US, 4 * this.#periodUs);
    if (this.#lastUs < 0) return this.#begin(timestampUs, sequence, 'next');
    if (delta === 0) return 'duplicate';
    if (delta > 0 && delta <= longest) {
      this.#agreeing = 0;
      const gap = sequence - this.#lastSequence;
      if (gap > 1) this.missed += gap - 1;
      this.#learn(gap > 1 ? delta / gap : delta);
      return this.#begin(timestampUs, sequence, 'next');
    }
    const further = timestampUs - this.#otherUs;
    this.#agreeing = this.#agreeing > 0 && further > 0 && further <= longest ? this.#agreeing + 1 : 1;
    this.#otherUs = timestampUs;
    if (this.#agreeing >= CONFIRMED) return this.#begin(timestampUs, sequence, 'restart');
    return delta < 0 ? 'backwards' : 'jump';
  }

  #begin(timestampUs: number, sequence: number, step: 'next' | 'restart'): Step {
    this.#lastUs = timestampUs;
    this.#lastSequence = sequence;
    this.#agreeing = 0;
    return step;
  }

  #learn(interval: number): void {
    if (Math.abs(interval - this.#periodUs) <= this.#periodUs / 4) {
      this.#periodUs += (interval - this.#periodUs) * PERIOD_GAIN;
      this.#misfits = 0;
    } else if (++this.#misfits >= MISFITS) {
      this.#periodUs = interval;
      this.#misfits = 0;
    }
  }

  /** The next frame is the first one; the period is kept. */
  forget(): void {
    this.#lastUs = -1;
    this.#lastSequence = -1;
    this.#agreeing = 0;
  }
}
