import type { Box } from '../observation.ts';
import type { Crop } from '../pack/manifest.ts';
import type { Size } from './geometry.ts';

/**
 * The region of the frame a face model looks at, pixels, always inside the frame. `square`: side = min(factor x
 * max(w, h), frame width, frame height). `box`: the box times factor with its own aspect, the factor lowered until it
 * fits. Both are centred on the box and then moved inside. The box must have passed faceFault().
 */
export function cropRegion(box: Box, crop: Extract<Crop, { kind: 'square' | 'box' }>, frame: Size): Box {
  let width: number;
  let height: number;
  if (crop.kind === 'square') {
    width = Math.min(crop.factor * Math.max(box.width, box.height), frame.width, frame.height);
    height = width;
  } else {
    const factor = Math.min(crop.factor, (frame.width - 1) / box.width, (frame.height - 1) / box.height);
    width = box.width * factor;
    height = box.height * factor;
  }
  const move = (centre: number, side: number, limit: number) => Math.min(Math.max(0, centre - side / 2), limit - side);
  return {
    x: move(box.x + box.width / 2, width, frame.width),
    y: move(box.y + box.height / 2, height, frame.height),
    width,
    height,
  };
}
