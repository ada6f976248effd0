import type { Vec3 } from './math.ts';
import type { Pose } from './motion.ts';
import type { Instance } from './rasterise.ts';

/** Small bright reflexes drawn over the picture where they are not hidden: corneas, lenses. */
export interface Glint {
  at: Vec3;
  /** metres */
  size: number;
  /** linear level in RGB and, lit, at 850 nm */
  rgb: number;
  ir: number;
}

/** The face that a camera can see, as camera-space points; labels are their projections. */
export interface FacePoints {
  /** eye left in picture, eye right, nose tip, mouth corner left, mouth corner right */
  landmarks: Vec3[];
  /** its extent in the picture is the face box */
  outline: Vec3[];
}

/** What stands before the cameras at one frame. */
export interface Stage {
  rgb: Instance[];
  ir: Instance[];
  glints: Glint[];
  /** the face, real or shown; null = nobody */
  face: FacePoints | null;
  /** whether 850 nm light shows that face too (not on dye print, black glass, or in an empty room) */
  faceInIr: boolean;
  pose: Pose;
}
