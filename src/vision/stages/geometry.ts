import type { Box, Face } from '../observation.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Smallest face box side that is looked at, pixels. */
export const MIN_FACE_SIDE = 20;

function finite(...values: number[]): boolean {
  return values.every(Number.isFinite);
}

function boxFault(box: Box, frame: Size): string | null {
  if (!finite(box.x, box.y, box.width, box.height)) return 'the box is not finite';
  if (box.width < MIN_FACE_SIDE || box.height < MIN_FACE_SIDE) return 'the box is empty or too small';
  if (box.width > 3 * box.height || box.height > 3 * box.width) return 'the box is no face shape';
  const left = Math.max(0, box.x);
  const top = Math.max(0, box.y);
  const right = Math.min(frame.width, box.x + box.width);
  const bottom = Math.min(frame.height, box.y + box.height);
  if (right - left < 0.6 * box.width || bottom - top < 0.6 * box.height) return 'the box leaves the frame';
  return null;
}

/**
 * R15: why this face may not be used, or null. Called before any stage reads a pixel, because bad landmarks fail open: a
 * NaN or out-of-frame point samples some corner of the frame and a bright corner then looks like a live eye.
 */
export function faceFault(face: Pick<Face, 'box' | 'landmarks'>, frame: Size): string | null {
  const { box, landmarks } = face;
  const fault = boxFault(box, frame);
  if (fault) return fault;
  if (landmarks.length !== 5) return 'there are not five landmarks';
  const marginX = 0.25 * box.width;
  const marginY = 0.25 * box.height;
  for (const point of landmarks) {
    if (!finite(point.x, point.y)) return 'a landmark is not finite';
    if (point.x < 0 || point.y < 0 || point.x > frame.width - 1 || point.y > frame.height - 1) {
      return 'a landmark lies outside the frame';
    }
    if (point.x < box.x - marginX || point.x > box.x + box.width + marginX) return 'a landmark lies outside the face';
    if (point.y < box.y - marginY || point.y > box.y + box.height + marginY) return 'a landmark lies outside the face';
  }
  return shapeFault(face);
}

/** The five points must span a face: eyes apart, mouth well below the eyes, not mirrored, mouth corners not crossed. */
function shapeFault({ box, landmarks }: Pick<Face, 'box' | 'landmarks'>): string | null {
  const frame = faceAxes(landmarks);
  if (!frame || frame.eyeDistance < 0.12 * box.width || frame.eyeDistance < 6) return 'the eyes coincide';
  if (frame.eyeDistance > box.width) return 'the eyes are wider apart than the face';
  if (frame.mouthDrop < 0.4 * frame.eyeDistance) return 'the mouth is not below the eyes';
  if (frame.noseDrop < -0.2 * frame.eyeDistance || frame.noseDrop > 1.1 * frame.mouthDrop) {
    return 'the nose is not between eyes and mouth';
  }
  if (frame.mouthWidth <= 0.1 * frame.eyeDistance) return 'the mouth corners coincide or are crossed';
  return null;
}

export interface FaceAxes {
  /** Pixels between the eyes. */
  readonly eyeDistance: number;
  /** Nose tip from the middle of the eyes, along the eye line, pixels; positive = picture right. */
  readonly noseShift: number;
  /** Nose tip and middle of the mouth, below the eye line, pixels. */
  readonly noseDrop: number;
  readonly mouthDrop: number;
  /** Mouth corners apart along the eye line, pixels. */
  readonly mouthWidth: number;
  /** Angle of the eye line, degrees, positive = clockwise in the picture. */
  readonly roll: number;
}

/** Landmarks in the face's own axes (along the eyes, and down); null when the eyes coincide. */
export function faceAxes(landmarks: Face['landmarks']): FaceAxes | null {
  const [left, right, nose, mouthLeft, mouthRight] = landmarks;
  if (!left || !right || !nose || !mouthLeft || !mouthRight) return null;
  const dx = right.x - left.x;
  const dy = right.y - left.y;
  const eyeDistance = Math.hypot(dx, dy);
  if (!(eyeDistance > 0) || !Number.isFinite(eyeDistance)) return null;
  const ux = dx / eyeDistance;
  const uy = dy / eyeDistance;
  const midX = (left.x + right.x) / 2;
  const midY = (left.y + right.y) / 2;
  const along = (x: number, y: number) => (x - midX) * ux + (y - midY) * uy;
  const down = (x: number, y: number) => (y - midY) * ux - (x - midX) * uy;
  return {
    eyeDistance,
    noseShift: along(nose.x, nose.y),
    noseDrop: down(nose.x, nose.y),
    mouthDrop: down((mouthLeft.x + mouthRight.x) / 2, (mouthLeft.y + mouthRight.y) / 2),
    mouthWidth: along(mouthRight.x, mouthRight.y) - along(mouthLeft.x, mouthLeft.y),
    roll: (Math.atan2(dy, dx) * 180) / Math.PI,
  };
}

/** Overlap of two boxes, 0..1 (intersection over union). */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (!(width > 0 && height > 0)) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}
