import type { Box, Face, FrameObservation } from '../../vision/observation.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A face narrower than this (pixels) is an artefact. */
const MIN_SIDE = 8;
/** A box may hang over the edge of the picture by this share of itself; landmarks may not leave it at all. */
const MAX_OVERHANG = 0.25;

function boxIsPossible(box: Box, size: PictureSize): boolean {
  const { x, y, width, height } = box;
  if (![x, y, width, height].every(Number.isFinite)) return false;
  if (width < MIN_SIDE || height < MIN_SIDE || width > 2 * height || height > 3 * width) return false;
  const overX = MAX_OVERHANG * width;
  const overY = MAX_OVERHANG * height;
  return x >= -overX && y >= -overY && x + width <= size.width + overX && y + height <= size.height + overY;
}

/**
 * R15: everything finite, inside the picture, eyes apart and above the mouth. A NaN landmark that samples the frame's
 * corner has opened a liveness gate elsewhere (standards note, 2.1): here it closes it.
 */
export function faceIsPossible(face: Face, size: PictureSize): boolean {
  if (!boxIsPossible(face.box, size)) return false;
  // Comparisons are written so that NaN fails them.
  const inside = face.landmarks.every(({ x, y }) => x >= 0 && y >= 0 && x < size.width && y < size.height);
  const [eyeA, eyeB, , mouthA, mouthB] = face.landmarks;
  if (!inside || face.landmarks.length !== 5 || !eyeA || !eyeB || !mouthA || !mouthB) return false;
  const eyes = Math.hypot(eyeA.x - eyeB.x, eyeA.y - eyeB.y);
  const drop = (mouthA.y + mouthB.y) / 2 - (eyeA.y + eyeB.y) / 2;
  return eyes >= 0.1 * face.box.width && drop > 0;
}

const lumaIsPossible = (luma: number) => Number.isFinite(luma) && luma >= 0 && luma <= 255;

/** True when no number of this pair is impossible; a pair without faces is possible. */
export function frameIsPossible(
  frame: FrameObservation,
  sizes: { readonly rgb: PictureSize; readonly ir: PictureSize },
): boolean {
  if (frame.rgb && !faceIsPossible(frame.rgb.face, sizes.rgb)) return false;
  if (frame.ir?.face && !faceIsPossible(frame.ir.face, sizes.ir)) return false;
  if (frame.ir && !(lumaIsPossible(frame.ir.faceLuma) && lumaIsPossible(frame.ir.borderLuma))) return false;
  if (frame.correspondence !== null && !(frame.correspondence >= 0 && Number.isFinite(frame.correspondence)))
    return false;
  const pads = [frame.padRgb, frame.padIr].every((value) => value === null || Number.isFinite(value));
  return pads && Number.isFinite(frame.skewUs);
}
