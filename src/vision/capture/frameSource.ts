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

/** Switches the near-infrared light. `coded` = it can follow a code per frame (R13). */
export interface Emitter {
  readonly kind: string;
  readonly coded: boolean;
  set(lit: boolean): void;
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
  stop(): Promise<void>;
}
