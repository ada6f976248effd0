import type { TellersightError } from '../../lib/errors.ts';
import type { Picture } from '../native.ts';
import type { CameraIdentity } from '../observation.ts';

/** One frame of one camera, leased: `release()` gives the buffer back and overwrites it with zeros (R21). */
export interface Frame {
  readonly channel: 'rgb' | 'ir';
  readonly picture: Picture;
  /** Kernel timestamp in microseconds, CLOCK_MONOTONIC, start of exposure where the driver says so. */
  readonly timestampUs: number;
  /** The driver's frame counter; gaps are lost frames. */
  readonly sequence: number;
  /** Illuminator state of this exposure; null for RGB frames and rigs that cannot tell. */
  readonly illuminated: boolean | null;
  release(): void;
}

export interface FramePair {
  readonly rgb: Frame;
  readonly ir: Frame;
  readonly skewUs: number;
}

/** Switches the near-infrared light. */
export interface Emitter {
  /** `none` = always lit; a board profile that names no driver is `unkeyed`, and no face is accepted. */
  readonly kind: string;
  /** It can follow a code per frame (R13). */
  readonly coded: boolean;
  /** Why it does not obey any more, a LIGHT_* code; the session is refused and the source opened anew. */
  readonly fault: TellersightError | null;
  start(): Promise<void>;
  set(lit: boolean): void;
  /** Once per pair: a light that nobody asks for any longer goes off by itself. */
  renew(): void;
  /**
   * Whether it was lit during an exposure by our own switching times (CLOCK_MONOTONIC, microseconds): null = it changed
   * meanwhile, or nobody knows.
   */
  stateAt(startUs: number, endUs: number): boolean | null;
  /** Off and given back. Idempotent; the source's stop() does it. */
  stop(): Promise<void>;
}

/** Two cameras whose frames belong together. Frames not taken are dropped (and counted), never queued without bound. */
export interface FrameSource {
  readonly kind: 'v4l2' | 'scene' | 'replay';
  readonly cameras: readonly CameraIdentity[];
  readonly emitter: Emitter;
  readonly counters: { readonly rgb: number; readonly ir: number; readonly pairs: number; readonly lost: number };
  start(): Promise<void>;
  /** The next pair; rejects with a coded error after `deadlineMs`, when a camera is lost, or at the end of a recording. */
  next(deadlineMs: number): Promise<FramePair>;
  /** Everything released, cameras closed, and the light off and given back (LIGHT_* when that failed). Idempotent. */
  stop(): Promise<void>;
}
