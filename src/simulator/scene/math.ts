/** Small scalar helpers of the renderer. */
export const clamp = (x: number, low: number, high: number): number => (x < low ? low : Math.min(x, high));

export const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;

/** 0 below `from`, 1 above `to`, smooth between (either order of the edges). */
export function smooth(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** Unnormalised 2-D Gaussian bump. */
export function bump(x: number, y: number, cx: number, cy: number, sx: number, sy: number): number {
  const dx = (x - cx) / sx;
  const dy = (y - cy) / sy;
  const q = dx * dx + dy * dy;
  return q > 12 ? 0 : Math.exp(-q);
}

export type Vec3 = [number, number, number];

/** Rigid placement in camera space: X right, Y down, Z away from the RGB camera, metres. */
export interface Placement {
  /** row-major 3x3 that maps model axes (x right, y up, z towards the camera) to camera axes */
  rotation: Float64Array;
  translation: Vec3;
}

/**
 * @param yaw radians, positive turns the face to the right of the picture
 * @param pitch radians, positive looks up
 * @param roll radians, positive is clockwise in the picture
 * @param at model origin in camera space, metres
 */
export function place(yaw: number, pitch: number, roll: number, at: Vec3): Placement {
  const [cy, sy, cp, sp, cr, sr] = [yaw, pitch, roll].flatMap((a) => [Math.cos(a), Math.sin(a)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // model: Rz(-roll) * Ry(yaw) * Rx(-pitch), then the flip (x, -y, -z) into camera axes
  const m = [cy, -sy * sp, sy * cp, 0, cp, sp, -sy, -cy * sp, cy * cp];
  const r = new Float64Array(9);
  for (let c = 0; c < 3; c++) {
    const x = m[c]!;
    const y = m[3 + c]!;
    const z = m[6 + c]!;
    r[c] = cr * x + sr * y;
    r[3 + c] = -(-sr * x + cr * y);
    r[6 + c] = -z;
  }
  return { rotation: r, translation: at };
}

/** Model point to camera space. */
export function transform(p: Placement, v: Vec3): Vec3 {
  const r = p.rotation;
  const t = p.translation;
  return [
    r[0]! * v[0] + r[1]! * v[1] + r[2]! * v[2] + t[0],
    r[3]! * v[0] + r[4]! * v[1] + r[5]! * v[2] + t[1],
    r[6]! * v[0] + r[7]! * v[1] + r[8]! * v[2] + t[2],
  ];
}
