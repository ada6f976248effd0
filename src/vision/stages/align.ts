import type { Landmarks } from '../observation.ts';

/** Left eye, right eye, nose tip, mouth corners in a 112 x 112 picture; whole numbers are pixel centres. */
export const TEMPLATE_112: Landmarks = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/** source_x = m0 x + m1 y + m2, source_y = m3 x + m4 y + m5. */
export type Affine = [number, number, number, number, number, number];

/**
 * The map from pixels of a `side` x `side` aligned face to pixels of the picture: least-squares similarity of the
 * landmarks to the template (Umeyama 1991 without reflection), inverted. Null when it is not finite or degenerate.
 */
export function alignmentTo(landmarks: Landmarks, side: number): Affine | null {
  const factor = side / 112;
  const n = landmarks.length;
  let sx = 0;
  let sy = 0;
  let tx = 0;
  let ty = 0;
  for (let i = 0; i < n; i++) {
    const s = landmarks[i] as { x: number; y: number };
    const t = TEMPLATE_112[i] as { x: number; y: number };
    sx += s.x / n;
    sy += s.y / n;
    tx += (t.x * factor) / n;
    ty += (t.y * factor) / n;
  }
  // Points as complex numbers about their means: the similarity is one complex factor a + bi.
  let a = 0;
  let b = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    const s = landmarks[i] as { x: number; y: number };
    const t = TEMPLATE_112[i] as { x: number; y: number };
    const px = s.x - sx;
    const py = s.y - sy;
    const qx = t.x * factor - tx;
    const qy = t.y * factor - ty;
    a += px * qx + py * qy;
    b += px * qy - py * qx;
    spread += px * px + py * py;
  }
  a /= spread;
  b /= spread;
  const norm = a * a + b * b;
  // A face of 4,000 px or of 5 px at 112 is no face this camera can see.
  if (!Number.isFinite(norm) || norm < 1e-4 || norm > 500) return null;
  const ia = a / norm;
  const ib = -b / norm;
  const inverse: Affine = [ia, -ib, sx - (ia * tx - ib * ty), ib, ia, sy - (ib * tx + ia * ty)];
  return inverse.every(Number.isFinite) ? inverse : null;
}
