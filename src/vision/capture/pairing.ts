import { FrameClock } from './frameClock.ts';
import type { Frame, FramePair } from './frameSource.ts';
import { PhaseTracker } from './phaseTracker.ts';

export interface PairingOptions {
  /** Largest distance of the two kernel timestamps, microseconds (R12: 50,000). */
  readonly maxSkewUs: number;
  /** Frame rates the cameras were asked for; the true ones are learnt. */
  readonly fps: { readonly rgb: number; readonly ir: number };
}

/**
 * Why a frame was given back without a partner:
 * - `noPartner`: the exposure nearest to it was lost, or the other camera is slower
 * - `skew`: its partner is further away than R12 allows
 * - `unclear`: the phase of the cameras has just moved, and jitter hides which of two exposures is nearer
 * - `overflow`: the other camera delivers nothing
 * - `duplicate`, `backwards`, `jump`, `invalid`: its timestamp repeats, falls back, leaps or is none
 * - `restart`: it waited when the timestamps of a camera began anew
 * - `flush`: it waited when the source stopped
 */
export const unpairedReasons = [
  'noPartner',
  'skew',
  'unclear',
  'overflow',
  'duplicate',
  'backwards',
  'jump',
  'invalid',
  'restart',
  'flush',
] as const;
export type UnpairedReason = (typeof unpairedReasons)[number];

/**
 * Pairs RGB and IR frames by kernel timestamps: each with the exposure nearest to it, or with none. The constant phase
 * of free-running cameras and its drift are tracked and taken out of `skewUs`; the raw difference still has to hold
 * `maxSkewUs`, so an estimate can never stretch R12. Cameras whose rates are neither equal nor multiples are paired where
 * the stamps alone are clear. Holds a few frames per channel; every frame not paired is released and counted
 * with its reason. Per frame: no search, and nothing allocated but the pair.
 */
export class FramePairer {
  readonly #maxSkewUs: number;
  readonly #capacity = { rgb: 4, ir: 4 };
  readonly #queue = { rgb: [] as Frame[], ir: [] as Frame[] };
  readonly #clock: { readonly rgb: FrameClock; readonly ir: FrameClock };
  readonly #phase = new PhaseTracker();
  readonly #unpaired = Object.fromEntries(unpairedReasons.map((reason) => [reason, 0])) as Record<
    UnpairedReason,
    number
  >;

  constructor(options: PairingOptions) {
    this.#maxSkewUs = options.maxSkewUs;
    this.#clock = { rgb: new FrameClock(options.fps.rgb), ir: new FrameClock(options.fps.ir) };
  }

  /** Phase IR - RGB, microseconds, as tracked so far. */
  get offsetUs(): number {
    return this.#phase.offsetUs;
  }

  /** How fast the phase moves, millionths. */
  get driftPpm(): number {
    return this.#phase.driftPpm;
  }

  /** Frames given back so far, by reason. */
  get unpaired(): Readonly<Record<UnpairedReason, number>> {
    return this.#unpaired;
  }

  /** Frames released without a partner, for whatever reason but the end of the stream. */
  get dropped(): number {
    let sum = 0;
    for (const reason of unpairedReasons) if (reason !== 'flush') sum += this.#unpaired[reason];
    return sum;
  }

  /** Frames that never came, by gaps of the drivers' counters. */
  get missed(): number {
    return this.#clock.rgb.missed + this.#clock.ir.missed;
  }

  /** From now on so many frames of a channel may wait for a partner; 4 until then. */
  keep(channel: 'rgb' | 'ir', frames: number): void {
    this.#capacity[channel] = frames;
  }

  /** Takes ownership of `frame`; returns the pair it completes, or null. */
  push(frame: Frame): FramePair | null {
    const { channel } = frame;
    const queue = this.#queue[channel];
    const step = this.#clock[channel].take(frame.timestampUs, frame.sequence);
    // A time that does not go on is a driver fault or a replayed buffer: such a frame proves nothing about now.
    if (step !== 'next' && step !== 'restart') {
      this.#release(frame, step);
      return null;
    }
    if (step === 'restart') this.#restart();
    queue.push(frame);
    if (queue.length > this.#capacity[channel]) this.#release(queue.shift() as Frame, 'overflow');
    return this.#match();
  }

  /** Frames from before a leap of the clock must not meet those after it, in whichever camera it was seen first. */
  #restart(): void {
    for (const queue of [this.#queue.rgb, this.#queue.ir]) {
      while (queue.length > 0) this.#release(queue.shift() as Frame, 'restart');
    }
    this.#phase.forget();
  }

  #match(): FramePair | null {
    const { rgb: rgbs, ir: irs } = this.#queue;
    for (;;) {
      const rgb = rgbs[0];
      const ir = irs[0];
      if (!rgb || !ir) return null;
      const raw = ir.timestampUs - rgb.timestampUs;
      const skew = raw - this.#phase.expectedUs(rgb.timestampUs);
      const half = Math.min(this.#clock.rgb.periodUs, this.#clock.ir.periodUs) / 2;
      if (Math.abs(skew) > half) {
        // The older of the two can find no nearer partner any more: later frames only lie further away.
        this.#release((skew > 0 ? rgbs : irs).shift() as Frame, 'noPartner');
        continue;
      }
      rgbs.shift();
      irs.shift();
      const nearest = this.#phase.take(raw, rgb.timestampUs, half);
      if (nearest && Math.abs(raw) <= this.#maxSkewUs) return { rgb, ir, skewUs: Math.round(skew) };
      const reason = nearest ? 'skew' : 'unclear';
      this.#release(rgb, reason);
      this.#release(ir, reason);
    }
  }

  #release(frame: Frame, reason: UnpairedReason): void {
    this.#unpaired[reason]++;
    frame.release();
  }

  /** Releases everything held, e.g. when a camera is lost. The phase is forgotten: the cameras start anew. */
  clear(): void {
    for (const channel of ['rgb', 'ir'] as const) {
      for (const frame of this.#queue[channel].splice(0)) this.#release(frame, 'flush');
      this.#clock[channel].forget();
    }
    this.#phase.forget();
  }
}
