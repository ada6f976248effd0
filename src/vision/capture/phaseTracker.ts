/** Gains of an alpha-beta filter with critical damping: some ten pairs of memory. */
const ALPHA = 1 / 10;
const BETA = 1 / 190;
const FIRST_BETA = 1 / 24;
/** Weight of one residual in the running spread. */
const SPREAD_GAIN = 1 / 32;
/** Jitter assumed before any was seen, microseconds. */
const FIRST_SPREAD_US = 500;
/** Bounded jitter has differences up to three times their mean; well beyond that the phase itself moved. */
const STRAY = 3.8;
const STRAY_US = 300;
/** Strays in a row after which the phase has moved; fewer are damaged stamps. */
const MOST_STRAYS = 3;
/** Faster drifts are no two clocks but two rates, parts of one. */
const MAX_DRIFT = 0.02;
/** The drift is not drawn out over a longer pause, microseconds. */
const LONGEST_STRETCH_US = 1_000_000;

/**
 * The phase of two free-running cameras, IR minus RGB: a slowly drifting offset under jitter. Which of two exposures is
 * the nearer one cannot be read from one pair of stamps when both are half a period away; the tracked phase decides
 * then, and with a hysteresis of the jitter it does not decide to and fro. All times in microseconds.
 */
export class PhaseTracker {
  #locked = false;
  #offsetUs = 0;
  #drift = 0;
  #spreadUs = FIRST_SPREAD_US;
  #atUs = 0;
  #strays = 0;
  /** Pairs the phase rests on, and residuals the spread does. */
  #pairs = 0;
  #residuals = 1;

  /** Phase at the last pair. */
  get offsetUs(): number {
    return this.#offsetUs;
  }

  /** Change of the phase, millionths. */
  get driftPpm(): number {
    return this.#drift * 1e6;
  }

  /** Mean distance of a pair from the tracked phase. */
  get spreadUs(): number {
    return this.#spreadUs;
  }

  /** The phase expected at a time; 0 while nothing is known: then the nearest stamps belong together. */
  expectedUs(atUs: number): number {
    if (!this.#locked) return 0;
    return this.#offsetUs + this.#drift * Math.min(atUs - this.#atUs, LONGEST_STRETCH_US);
  }

  /**
   * Learns from a difference within half a period of the expected one.
   * @param halfUs half the period of the faster camera
   * @returns whether the two frames are certainly nearest neighbours
   */
  take(rawUs: number, atUs: number, halfUs: number): boolean {
    if (!this.#locked) {
      this.#lock(rawUs, atUs, halfUs);
      return Math.abs(rawUs) <= halfUs;
    }
    const expected = this.expectedUs(atUs);
    const residual = rawUs - expected;
    const noise = 3 * this.#spreadUs;
    // A young phase has the jitter of its few pairs in it.
    if (Math.abs(residual) > (STRAY * this.#spreadUs + STRAY_US) * (1 + 1 / this.#pairs)) {
      this.#widen(residual, halfUs);
      if (++this.#strays < MOST_STRAYS) return false;
      this.#lock(rawUs, atUs, halfUs);
      // The track does not know this phase yet: only stamps that need no track are believed.
      return Math.abs(rawUs) <= halfUs - noise;
    }
    this.#strays = 0;
    // A young phase learns faster, as a line through its pairs would.
    const beta = Math.max(BETA, Math.min(FIRST_BETA, 6 / (this.#pairs * (this.#pairs + 1))));
    const stretch = Math.max(1, Math.min(atUs - this.#atUs, LONGEST_STRETCH_US));
    this.#pairs++;
    this.#offsetUs = expected + Math.max(ALPHA, 1 / this.#pairs) * residual;
    this.#drift = clamp(this.#drift + (beta * residual) / stretch, MAX_DRIFT);
    this.#atUs = atUs;
    this.#widen(residual, halfUs);
    // One exposure further on is nearer now, by more than the jitter can pretend.
    if (Math.abs(this.#offsetUs) > halfUs + this.#spreadUs) this.#offsetUs -= Math.sign(this.#offsetUs) * 2 * halfUs;
    return Math.abs(rawUs) <= halfUs + noise + this.#spreadUs / 2;
  }

  /** Nothing is known any more; the jitter is the cameras' own and stays. */
  forget(): void {
    this.#locked = false;
    this.#offsetUs = 0;
    this.#drift = 0;
    this.#strays = 0;
  }

  /** The frames may not be nearest neighbours: then the phase is that of those that are. */
  #lock(rawUs: number, atUs: number, halfUs: number): void {
    this.#locked = true;
    this.#offsetUs = Math.abs(rawUs) > halfUs ? rawUs - Math.sign(rawUs) * 2 * halfUs : rawUs;
    this.#drift = 0;
    this.#atUs = atUs;
    this.#strays = 0;
    this.#pairs = 1;
  }

  /** A stray widens the spread only a little: it may be more jitter, or none. */
  #widen(residual: number, halfUs: number): void {
    const seen = Math.min(Math.abs(residual), 2 * this.#spreadUs + STRAY_US);
    const gain = Math.max(SPREAD_GAIN, 1 / ++this.#residuals);
    this.#spreadUs = Math.min(this.#spreadUs + (seen - this.#spreadUs) * gain, halfUs / 6);
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
