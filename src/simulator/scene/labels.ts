import { type Camera, IR_CAMERA, project, RGB_CAMERA } from './camera.ts';
import type { FacePoints, Stage } from './stage.ts';

/** Exact truth about a face in one picture, pixels. */
export interface FaceLabel {
  /** [x, y, width, height]: mid-forehead to chin, ear to ear */
  box: [number, number, number, number];
  /** eye left in picture, eye right, nose tip, mouth corner left, mouth corner right */
  landmarks: [number, number][];
  /** false where the channel does not show the face that is there (label of the place only) */
  visible: boolean;
}

const round = (v: number) => Math.round(v * 100) / 100;

function label(camera: Camera, face: FacePoints, visible: boolean): FaceLabel {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const p of face.outline) {
    const [x, y] = project(camera, p);
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return {
    box: [round(x0), round(y0), round(x1 - x0), round(y1 - y0)],
    landmarks: face.landmarks.map((p) => project(camera, p).map(round) as [number, number]),
    visible,
  };
}

/** Labels of both pictures of one stage; null = nobody there. */
export function labelsOf(stage: Stage): { rgb: FaceLabel; ir: FaceLabel } | null {
  const { face, faceInIr } = stage;
  return face && { rgb: label(RGB_CAMERA, face, true), ir: label(IR_CAMERA, face, faceInIr) };
}
