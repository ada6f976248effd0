import type { LumaStats } from '../native.ts';
import type { Face, Guidance, Quality } from '../observation.ts';
import { faceAxes, type Size } from './geometry.ts';

/**
 * Gates of the colour picture. Chosen on recorded and rendered frames (not on a rig): wide enough that a poor detector's
 * landmarks do not send customers in circles, narrow enough that the embedder gets a face of the size it was trained on.
 */
export const QUALITY_LIMITS = {
  /** Pixels; the embedder's template has 35. */
  minEyeDistance: 28,
  /** Share of the frame width. */
  maxEyeDistance: 0.34,
  /** Centre of the face from the centre of the frame, in frame sides. */
  maxOffCentre: 0.36,
  minLuma: 30,
  maxLuma: 225,
  maxClippedLow: 0.5,
  maxClippedHigh: 0.25,
  minSharpness: 8,
  maxYaw: 35,
  maxPitch: 35,
  maxRoll: 30,
} as const;

/** Nose tip in front of the eyes, and its place between eyes and mouth, of a mean face; in eye distances. */
const NOSE_DEPTH = 0.55;
const NOSE_HEIGHT = 0.494;

/**
 * Head pose from five points, degrees: a rough estimate (within some 10 degrees), good for guidance only. Yaw > 0 = nose
 * to the picture's right, pitch > 0 = nose up.
 */
export function pose(face: Face): { yaw: number; pitch: number; roll: number; eyeDistance: number } | null {
  const axes = faceAxes(face.landmarks);
  if (!axes || !(axes.mouthDrop > 0)) return null;
  const degrees = 180 / Math.PI;
  return {
    yaw: Math.atan(axes.noseShift / axes.eyeDistance / NOSE_DEPTH) * degrees,
    pitch: Math.atan(((NOSE_HEIGHT - axes.noseDrop / axes.mouthDrop) * 1.15) / NOSE_DEPTH) * degrees,
    roll: axes.roll,
    eyeDistance: axes.eyeDistance,
  };
}

/** Judges a face that passed faceFault(); `luma` was measured over its box. The first failed gate gives the guidance. */
export function judge(face: Face, luma: LumaStats, frame: Size): Quality {
  const angles = pose(face) ?? { yaw: 90, pitch: 90, roll: 90, eyeDistance: 0 };
  const guidance = guide(face, luma, frame, angles);
  return {
    ok: guidance === null,
    guidance,
    eyeDistance: angles.eyeDistance,
    luma: luma.mean,
    clippedLow: luma.clippedLow,
    clippedHigh: luma.clippedHigh,
    sharpness: luma.sharpness,
    yaw: angles.yaw,
    pitch: angles.pitch,
    roll: angles.roll,
  };
}

function guide(
  face: Face,
  luma: LumaStats,
  frame: Size,
  angles: NonNullable<ReturnType<typeof pose>>,
): Guidance | null {
  const limits = QUALITY_LIMITS;
  const centreX = (face.box.x + face.box.width / 2) / frame.width - 0.5;
  const centreY = (face.box.y + face.box.height / 2) / frame.height - 0.5;
  if (angles.eyeDistance > limits.maxEyeDistance * frame.width) return 'moveBack';
  if (Math.abs(angles.roll) > limits.maxRoll) return 'lookAtCamera';
  if (Math.abs(angles.yaw) > limits.maxYaw || Math.abs(angles.pitch) > limits.maxPitch) return 'lookAtCamera';
  // After the pose: a turned head has its eyes closer together in the picture.
  if (angles.eyeDistance < limits.minEyeDistance) return 'comeCloser';
  if (Math.abs(centreX) > limits.maxOffCentre || Math.abs(centreY) > limits.maxOffCentre) return 'moveToCentre';
  if (luma.mean > limits.maxLuma || luma.clippedHigh > limits.maxClippedHigh) return 'lessLight';
  if (luma.mean < limits.minLuma || luma.clippedLow > limits.maxClippedLow) return 'moreLight';
  if (luma.sharpness < limits.minSharpness) return 'holdStill';
  return null;
}
