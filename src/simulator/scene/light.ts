import { EMITTER } from './camera.ts';
import type { Vec3 } from './math.ts';

/** Light as the shader wants it. Directions point towards the light, camera space (Y down, Z away). */
export interface Lighting {
  channel: 'rgb' | 'ir';
  /** tint of the room light times exposure, per colour plane; one value for IR */
  tint: readonly number[];
  key: Vec3;
  keyPower: number;
  fill: Vec3;
  fillPower: number;
  ambient: number;
  /** emitter irradiance at 1 m times exposure; 0 = off or RGB */
  emitter: number;
}

/** Normalised copy. */
export function unit(v: Vec3): Vec3 {
  const l = Math.hypot(...v);
  return [v[0] / l, v[1] / l, v[2] / l];
}

export interface Shade {
  diffuse: Float32Array;
  highlight: Float32Array;
}

/**
 * Light on every vertex: diffuse (albedo 1 gives this value) and highlight.
 * The emitter is a near-coaxial point: falls with the square of the distance and with the turn of the surface, which
 * is what separates a head from a sheet of paper (NIR cues: lit minus unlit, cheek/chin).
 */
export function shade(
  light: Lighting,
  positions: Float32Array,
  normals: Float32Array,
  occlusion: Float32Array,
  count: number,
  surface: { specular: number; gloss: number; twoSided: boolean },
  out: Shade,
): void {
  const { key, fill, keyPower, fillPower, ambient, emitter } = light;
  const { specular, gloss, twoSided } = surface;
  for (let k = 0; k < count; k++) {
    const o = k * 3;
    const x = positions[o]!;
    const y = positions[o + 1]!;
    const z = positions[o + 2]!;
    let nx = normals[o]!;
    let ny = normals[o + 1]!;
    let nz = normals[o + 2]!;
    if (twoSided && nx * x + ny * y + nz * z > 0) {
      nx = -nx;
      ny = -ny;
      nz = -nz;
    }
    const a = occlusion[k]!;
    const d = 1 / Math.sqrt(x * x + y * y + z * z);
    let diffuse = ambient * a * (0.75 - 0.25 * ny);
    const kd = nx * key[0] + ny * key[1] + nz * key[2];
    let shine = 0;
    if (kd > 0) {
      diffuse += keyPower * kd * (0.4 + 0.6 * a);
      // half vector between the key light and the eye (which is at the origin)
      const hx = key[0] - x * d;
      const hy = key[1] - y * d;
      const hz = key[2] - z * d;
      const nh = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
      if (nh > 0.6) shine += keyPower * nh ** gloss;
    }
    const fd = nx * fill[0] + ny * fill[1] + nz * fill[2];
    if (fd > 0) diffuse += fillPower * fd * a;
    if (emitter > 0) {
      const ex = EMITTER.x - x;
      const ey = EMITTER.y - y;
      const ez = EMITTER.z - z;
      const e2 = ex * ex + ey * ey + ez * ez;
      const e = 1 / Math.sqrt(e2);
      const ed = (nx * ex + ny * ey + nz * ez) * e;
      if (ed > 0) {
        const power = emitter / e2;
        // skin (and paper) scatter less than Lambert's law towards grazing angles when lit along the line of sight
        diffuse += power * ed ** 1.4 * a;
        const hx = ex * e - x * d;
        const hy = ey * e - y * d;
        const hz = ez * e - z * d;
        const nh = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
        if (nh > 0.6) shine += power * nh ** gloss;
      }
    }
    out.diffuse[k] = diffuse;
    out.highlight[k] = specular * shine;
  }
}
