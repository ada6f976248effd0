/** A frame's partner may come out of its camera so much later: exposed longer, at half the rate, through a slower bus. */
const LATEST_PARTNER_S = 0.133;
/** Beside those that wait for a partner: a pair that waits to be taken, one that is measured, two for the driver to fill. */
const TAKEN = 4;
/** What the driver needs of them. */
const DRIVERS = 2;
/** linux/videodev2.h: VIDEO_MAX_FRAME. */
const MOST = 32;

/** Frames a camera needs so that none is lost for want of memory. */
export interface BufferPlan {
  /** To ask the driver for. */
  readonly buffers: number;
  /** Frames that may wait for a partner when the driver gave so many. */
  waiting(given: number): number;
}

/**
 * @param fps the rate the camera is asked for
 * @param asked what the board profile asks for instead: a driver may need more
 */
export function bufferPlan(fps: number, asked?: number): BufferPlan {
  const wanted = Math.min(Math.ceil(LATEST_PARTNER_S * fps), MOST - TAKEN);
  // Of few buffers, waiting frames and pairs share: the driver goes without before nothing can be paired.
  return { buffers: asked ?? wanted + TAKEN, waiting: (given) => Math.max(1, Math.min(wanted, given - DRIVERS)) };
}
