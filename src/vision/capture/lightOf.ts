import type { CameraFrame } from '../v4l2Camera.ts';
import type { CameraOptions } from './cameraOptions.ts';
import type { Emitter } from './frameSource.ts';

/** V4L2_CID_EXPOSURE_ABSOLUTE counts in these. */
const EXPOSURE_UNIT_US = 100;

/**
 * Whether the infrared light was on while a frame was exposed: by the camera's own metadata, by our switching times, or
 * both, and then only where they agree. Null where nobody knows.
 */
export function lightOf(
  frame: CameraFrame,
  { settings, fps }: Pick<CameraOptions, 'settings' | 'fps'>,
  emitter: Emitter,
): boolean | null {
  const { startUs, endUs } = exposureOf(frame, settings?.exposure, fps);
  const switched = emitter.stateAt(startUs, endUs);
  const reported = frame.illuminated;
  if (switched === null || reported === null) return switched ?? reported;
  return switched === reported ? reported : null;
}

/**
 * From the first moment the first row may have been exposed to the last moment the last one may: rows follow each other
 * for up to one frame period (rolling shutter), and an exposure that the camera chooses itself may last as long.
 */
function exposureOf(frame: CameraFrame, exposure: number | 'auto' | undefined, fps: number) {
  const periodUs = 1e6 / fps;
  const rowUs = typeof exposure === 'number' ? exposure * EXPOSURE_UNIT_US : periodUs;
  const { timestampUs } = frame;
  if (frame.exposureStart) return { startUs: timestampUs, endUs: timestampUs + rowUs + periodUs };
  return { startUs: timestampUs - rowUs - periodUs, endUs: timestampUs };
}
