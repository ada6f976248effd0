/** A frame this long before its command may not show it, microseconds: uncertainty of the kernel's timestamps. */
const EARLY_US = 4_000;
/** A frame this long after its command must show it: the way of the command to the light. */
const LATE_US = 16_000;
/** Frames whose light changed too early or too late that one pass may have: scheduling jitter, not more. */
const MAX_IRREGULAR = 2;
/** Passes broken by the light before it is called a fault; each further try would be another guess for a stranger. */
export const MAX_VIOLATIONS = 5;

export interface CodeRunOptions {
  /** 1 = lit, in order; 32 for a 16-bit Manchester code. */
  readonly halfBits: readonly (0 | 1)[];
  readonly setLight: (lit: boolean) => void;
  /** CLOCK_MONOTONIC in microseconds, the clock of the frames' timestamps. */
  readonly nowUs: () => number;
}

/**
 * Sends the illumination code frame by frame (R13): the next half-bit is commanded as soon as a frame with the wanted
 * light arrived. Waiting for the wanted light alone would let any stream that switches by itself pass (one that shows
 * each state for two frames fits every Manchester code), so causality is checked too: the light may not change without
 * a command, before its command, or frames after it. A pass that breaks this starts again. This only guards sources
 * whose light state comes with the frames; where it is our own switch's state, a foreign stream shows in the luma.
 */
export class CodeRun {
  readonly #options: CodeRunOptions;
  #index = 0;
  #running = false;
  #changed = false;
  #commandUs = 0;
  #irregular = 0;
  /** Passes begun again because the light did not follow. */
  violations = 0;

  constructor(options: CodeRunOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Every half-bit was seen once, in order. */
  get complete(): boolean {
    return this.#index === this.#options.halfBits.length && this.#index > 0;
  }

  /** Begins a pass at the first half-bit. */
  begin(): void {
    this.#running = this.#options.halfBits.length > 0 && this.violations < MAX_VIOLATIONS;
    this.#index = 0;
    this.#irregular = 0;
    if (this.#running) this.#command();
  }

  /** Gives the pass up, e.g. because the face was lost; the light is left on so that the cameras see. */
  abort(): void {
    this.#running = false;
    this.#index = 0;
    this.#options.setLight(true);
  }

  /**
   * Takes the next IR frame of the stream, each exactly once and before anything slow is done with it, so that the
   * command goes out for the frame after. Returns the half-bit the frame was exposed for, or null.
   */
  take(illuminated: boolean | null, exposedUs: number): number | null {
    if (!this.#running || this.complete || illuminated === null) return null;
    const { halfBits } = this.#options;
    const wanted = halfBits[this.#index] === 1;
    if (illuminated !== wanted) {
      const overdue = exposedUs > this.#commandUs + LATE_US;
      // The first half-bit has no history; later, without a change in the code the light may not change.
      if (this.#index > 0 && (!this.#changed || (overdue && ++this.#irregular > MAX_IRREGULAR))) this.#violate();
      return null;
    }
    const early = this.#changed && exposedUs < this.#commandUs - EARLY_US;
    if (this.#index > 0 && early && ++this.#irregular > MAX_IRREGULAR) {
      this.#violate();
      return null;
    }
    const seen = this.#index++;
    if (this.complete) this.#running = false;
    else this.#command();
    return seen;
  }

  #violate(): void {
    this.violations++;
    if (this.violations < MAX_VIOLATIONS) this.begin();
    else this.abort();
  }

  #command(): void {
    const { halfBits, setLight, nowUs } = this.#options;
    this.#changed = this.#index === 0 || halfBits[this.#index] !== halfBits[this.#index - 1];
    if (!this.#changed) return;
    setLight(halfBits[this.#index] === 1);
    this.#commandUs = nowUs();
  }
}
