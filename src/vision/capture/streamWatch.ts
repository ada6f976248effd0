import { TellersightError } from '../../lib/errors.ts';
import type { ContentSample } from './contentSample.ts';

export interface WatchedFrame {
  readonly timestampUs: number;
  /** 32-bit counter of the driver. */
  readonly sequence: number;
  /** CLOCK_MONOTONIC, microseconds. */
  readonly arrivedUs: number;
  readonly sample: ContentSample;
  readonly illuminated: boolean | null;
}

/**
 * Some drivers stamp the nominal end of a frame that arrives earlier: up to a frame period ahead (vivid: nine tenths of
 * one), but never more than this.
 */
const LEAST_AHEAD_US = 50_000;
const MOST_AHEAD_US = 100_000;
const OLDEST_US = 1_000_000;
/** Largest difference between the steps of the two clocks: jitter of the driver, and a board too busy to take a frame. */
const JUMP_US = 500_000;
/** Both are reached within the second of R14, with a reserve for the frame that tells. */
const FROZEN_US = 500_000;
const BLACK_US = 700_000;
/** Cameras may begin black while their automatic exposure looks for the light. */
const WARM_UP_US = 2_000_000;
const FEWEST_FRAMES = 4;
/** A sensor in the dark still has noise above this. */
const DARK_LEVELS = 8;
/** Nominal white above black in limited range: from here up a sample may be clipped, and no noise is left to see. */
const WHITE_LEVEL = 219;

/** How long something has been the case, and over how many frames. */
class Run {
  #sinceUs = 0;
  #frames = 0;

  /** True when it has lasted `forUs` and enough frames. */
  add(nowUs: number, forUs: number): boolean {
    if (this.#frames++ === 0) this.#sinceUs = nowUs;
    return this.#frames >= FEWEST_FRAMES && nowUs - this.#sinceUs >= forUs;
  }

  end(): void {
    this.#frames = 0;
  }
}

/**
 * Tells a live camera from one that only looks alive: clock, picture and counter of each frame against the one before.
 * The first fault ends the stream; nothing a later frame shows makes up for it.
 */
export class StreamWatch {
  readonly #channel: 'rgb' | 'ir';
  readonly #aheadUs: number;
  #last: WatchedFrame | null = null;
  readonly #frozen = new Run();
  readonly #black = new Run();
  #seen = false;
  /** Frames that never came, by gaps of the driver's counter. */
  missed = 0;

  /** @param fps the rate the camera was asked for */
  constructor(channel: 'rgb' | 'ir', fps: number) {
    this.#channel = channel;
    this.#aheadUs = Math.min(MOST_AHEAD_US, Math.max(LEAST_AHEAD_US, 1e6 / fps));
  }

  /** Null while all is well, else V4L2_CLOCK, V4L2_FROZEN or V4L2_BLACK. */
  take(frame: WatchedFrame): TellersightError | null {
    const last = this.#last;
    this.#last = frame;
    return (
      this.#age(frame) ??
      (last && this.#step(frame, last)) ??
      (last && this.#picture(frame, last)) ??
      this.#light(frame)
    );
  }

  #age({ timestampUs, arrivedUs }: WatchedFrame): TellersightError | null {
    const age = arrivedUs - timestampUs;
    if (age >= -this.#aheadUs && age <= OLDEST_US) return null;
    return this.#fault(
      'V4L2_CLOCK',
      `a frame is stamped ${inMs(Math.abs(age))} ms in the ${age < 0 ? 'future' : 'past'}`,
    );
  }

  #step(frame: WatchedFrame, last: WatchedFrame): TellersightError | null {
    const gap = (frame.sequence - last.sequence - 1) >>> 0;
    // Half the counter's range and more is a counter that went back, which says nothing about losses.
    if (gap < 0x8000_0000) this.missed += gap;
    const step = frame.timestampUs - last.timestampUs;
    if (step === 0) return this.#fault('V4L2_CLOCK', 'two frames have the same timestamp');
    if (step < 0) return this.#fault('V4L2_CLOCK', `the timestamps went back by ${inMs(-step)} ms`);
    const passed = frame.arrivedUs - last.arrivedUs;
    if (Math.abs(step - passed) <= JUMP_US) return null;
    return this.#fault('V4L2_CLOCK', `the timestamps went on by ${inMs(step)} ms while ${inMs(passed)} ms passed`);
  }

  #picture({ sample, arrivedUs, illuminated }: WatchedFrame, last: WatchedFrame): TellersightError | null {
    // All black or all white is clipped: there even a live sensor repeats itself. Compressed, it can only be guessed.
    const { darkest } = sample;
    const clipped = darkest === null ? illuminated === false : isDark(sample) || darkest >= WHITE_LEVEL;
    if (clipped || sample.hash !== last.sample.hash) this.#frozen.end();
    else if (this.#frozen.add(arrivedUs, FROZEN_US)) {
      return this.#fault('V4L2_FROZEN', 'the same picture comes again and again');
    }
    return null;
  }

  /** An IR camera sees nothing while its light is off: only frames that were lit count. */
  #light({ sample, arrivedUs, illuminated }: WatchedFrame): TellersightError | null {
    if (this.#channel === 'ir' && illuminated !== true) return null;
    if (!isDark(sample)) {
      this.#seen = true;
      this.#black.end();
    } else if (this.#black.add(arrivedUs, this.#seen ? BLACK_US : WARM_UP_US)) {
      return this.#fault('V4L2_BLACK', this.#channel === 'ir' ? 'lit pictures are black' : 'the picture is black');
    }
    return null;
  }

  #fault(code: 'V4L2_CLOCK' | 'V4L2_FROZEN' | 'V4L2_BLACK', text: string): TellersightError {
    return new TellersightError(code, `${this.#channel} camera: ${text}`);
  }
}

function isDark({ brightest }: ContentSample): boolean {
  return brightest !== null && brightest <= DARK_LEVELS;
}

function inMs(us: number): number {
  return Math.round(us / 1000);
}
