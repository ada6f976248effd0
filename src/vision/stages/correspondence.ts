import type { Box } from '../observation.ts';
import type { Size } from './geometry.ts';

/**
 * Where the IR camera sees the face relative to the RGB camera, in box widths and heights. In box units the parallax of
 * two parallel cameras does not depend on distance: disparity f*B/Z and box width f*W/Z shrink together, so one number
 * (base line over face width) is right from 0.3 to 1 m; it is given at 0.5 m because toe-in is not.
 */
export interface Rig {
  readonly offsetX: number;
  readonly offsetY: number;
}

/** The RGB face box where the IR camera should see it, in IR pixels. */
export function expectedIrBox(rgb: Box, rgbFrame: Size, irFrame: Size, rig: Rig): Box {
  const scaleX = irFrame.width / rgbFrame.width;
  const scaleY = irFrame.height / rgbFrame.height;
  const width = rgb.width * scaleX;
  const height = rgb.height * scaleY;
  return { x: rgb.x * scaleX + rig.offsetX * width, y: rgb.y * scaleY + rig.offsetY * height, width, height };
}

/** Distance of the two face centres after rig calibration, in box widths (R12: at most 0.30). */
export function correspondence(rgb: Box, ir: Box, rgbFrame: Size, irFrame: Size, rig: Rig): number {
  const expected = expectedIrBox(rgb, rgbFrame, irFrame, rig);
  const dx = ir.x + ir.width / 2 - (expected.x + expected.width / 2);
  const dy = ir.y + ir.height / 2 - (expected.y + expected.height / 2);
  // The smaller width: a huge false box must not make any distance look small.
  return Math.hypot(dx, dy) / Math.min(expected.width, ir.width);
}
