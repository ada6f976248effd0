/** A small generator of random numbers, so that a seed names a run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Two cameras as they misbehave. Times in microseconds, rates per frame. */
export interface CameraPairOptions {
  readonly seed: number;
  /** Exposures of each camera. */
  readonly frames: { readonly rgb: number; readonly ir: number };
  readonly fps: { readonly rgb: number; readonly ir: number };
  /** The true rates differ from the nominal ones by these millionths. */
  readonly ppm: { readonly rgb: number; readonly ir: number };
  /** First IR exposure minus first RGB exposure. */
  readonly phaseUs: number;
  /** Each stamp is off by up to this much, evenly. */
  readonly jitterUs: number;
  readonly drop: number;
  readonly duplicate: number;
  /** A single stamp that falls back behind its predecessor. */
  readonly backwards: number;
  /** A single stamp that leaps ahead. */
  readonly wild: number;
  /** The sensor begins its exposures anew, up to a period late: no frame comes earlier than it could be expected. */
  readonly phaseLeap: number;
  /** The clock of both cameras leaps, forwards or back. */
  readonly clockLeap: number;
  /** From the exposure to our program; default: 5 to 40 ms by the seed, each camera its own. */
  readonly latencyUs?: { readonly rgb: number; readonly ir: number };
}

export interface Camera {
  /** True times of exposure, of lost frames too. */
  readonly exposures: Float64Array;
  /** What the driver says; NaN = the frame never came. */
  readonly stamps: Float64Array;
  /** The stamp is the exposure's time but for jitter. */
  readonly honest: Uint8Array;
  /** Which leap of the clock the frame came after. */
  readonly epochs: Uint16Array;
}

export interface Arrival {
  readonly channel: 'rgb' | 'ir';
  readonly index: number;
  readonly stampUs: number;
}

/** The truth about two cameras, made without any thought of how they will be paired. */
export class CameraPair {
  readonly options: CameraPairOptions;
  readonly rgb: Camera;
  readonly ir: Camera;
  readonly #random: () => number;

  constructor(options: CameraPairOptions) {
    this.options = options;
    this.#random = randomOf(options.seed);
    const first = 10_000_000;
    const rgb = this.#expose(options.frames.rgb, 1e6 / options.fps.rgb / (1 + options.ppm.rgb * 1e-6), first);
    const ir = this.#expose(
      options.frames.ir,
      1e6 / options.fps.ir / (1 + options.ppm.ir * 1e-6),
      first + options.phaseUs,
    );
    const leaps = this.#leaps(rgb);
    this.rgb = this.#stamp(rgb, leaps);
    this.ir = this.#stamp(ir, leaps);
  }

  #chance(rate: number): boolean {
    return rate > 0 && this.#random() < rate;
  }

  #between(low: number, high: number): number {
    return low + (high - low) * this.#random();
  }

  #expose(count: number, periodUs: number, firstUs: number): Float64Array {
    const exposures = new Float64Array(count);
    let at = firstUs;
    for (let index = 0; index < count; index++) {
      exposures[index] = at;
      at += periodUs;
      if (this.#chance(this.options.phaseLeap)) at += this.#between(0, 1) * periodUs;
    }
    return exposures;
  }

  /** True times of the clock's leaps and what it is off by from then on. */
  #leaps(exposures: Float64Array): { atUs: number; offUs: number }[] {
    const leaps = [{ atUs: 0, offUs: 0 }];
    for (const exposure of exposures) {
      if (!this.#chance(this.options.clockLeap)) continue;
      // Never before the clock's zero.
      const offUs = Math.max(leaps.at(-1)!.offUs + this.#between(-10e6, 10e6), 5e6 - exposure);
      leaps.push({ atUs: exposure + this.#between(0, 1e6 / this.options.fps.rgb), offUs });
    }
    return leaps;
  }

  #stamp(exposures: Float64Array, leaps: readonly { atUs: number; offUs: number }[]): Camera {
    const { jitterUs, drop, backwards, wild } = this.options;
    const count = exposures.length;
    const stamps = new Float64Array(count);
    const honest = new Uint8Array(count).fill(1);
    const epochs = new Uint16Array(count);
    let epoch = 0;
    for (let index = 0; index < count; index++) {
      const exposure = exposures[index]!;
      while (epoch + 1 < leaps.length && leaps[epoch + 1]!.atUs <= exposure) epoch++;
      epochs[index] = epoch;
      let stamp = exposure + leaps[epoch]!.offUs + this.#between(-jitterUs, jitterUs);
      if (this.#chance(backwards)) {
        honest[index] = 0;
        stamp -= this.#between(80_000, 400_000);
      } else if (this.#chance(wild)) {
        honest[index] = 0;
        stamp += this.#between(1e6, 100e6);
      }
      stamps[index] = this.#chance(drop) ? Number.NaN : Math.max(0, Math.round(stamp));
    }
    return { exposures, stamps, honest, epochs };
  }

  /** Frames in the order a program gets them: by true time, each camera with its own way to us. */
  *arrivals(): Generator<Arrival> {
    const own = { rgb: this.#between(5_000, 40_000), ir: this.#between(5_000, 40_000) };
    const latency = this.options.latencyUs ?? own;
    const next = { rgb: 0, ir: 0 };
    for (;;) {
      const at = (channel: 'rgb' | 'ir') => (this[channel].exposures[next[channel]] ?? Infinity) + latency[channel];
      const channel = at('rgb') <= at('ir') ? 'rgb' : 'ir';
      const index = next[channel]++;
      const stampUs = this[channel].stamps[index];
      if (stampUs === undefined) return;
      if (Number.isNaN(stampUs)) continue;
      yield { channel, index, stampUs };
      if (this.#chance(this.options.duplicate)) yield { channel, index, stampUs };
    }
  }

  /**
   * Two exposures belong together when each is the other's nearest, lost ones counted. Where jitter is larger than the
   * difference of two distances no stamp can tell them apart: then either is right.
   */
  belong(rgb: number, ir: number): boolean {
    if (this.rgb.epochs[rgb] !== this.ir.epochs[ir]) return false;
    if (!this.rgb.honest[rgb] || !this.ir.honest[ir]) return false;
    const doubtUs = 4 * this.options.jitterUs + 200;
    const distance = (a: number, b: number) =>
      Math.abs((this.rgb.exposures[a] ?? Infinity) - (this.ir.exposures[b] ?? Infinity));
    const nearest = distance(rgb, ir) - doubtUs;
    return [distance(rgb - 1, ir), distance(rgb + 1, ir), distance(rgb, ir - 1), distance(rgb, ir + 1)].every(
      (other) => nearest <= other,
    );
  }

  /** Every RGB frame that has a partner, with it: nearest neighbours, both delivered with honest stamps, near enough. */
  *partners(maxSkewUs: number): Generator<{ rgb: number; ir: number }> {
    const { rgb, ir } = this;
    let near = 0;
    const distance = (a: number, b: number) => Math.abs(rgb.exposures[a]! - ir.exposures[b]!);
    const came = (camera: Camera, index: number) => camera.honest[index] === 1 && !Number.isNaN(camera.stamps[index]);
    for (let index = 0; index < rgb.exposures.length; index++) {
      while (near + 1 < ir.exposures.length && distance(index, near + 1) <= distance(index, near)) near++;
      const mutual =
        !(distance(index - 1, near) < distance(index, near)) && !(distance(index + 1, near) < distance(index, near));
      if (!mutual || !came(rgb, index) || !came(ir, near) || rgb.epochs[index] !== ir.epochs[near]) continue;
      if (Math.abs(rgb.stamps[index]! - ir.stamps[near]!) <= maxSkewUs) yield { rgb: index, ir: near };
    }
  }
}
