import type { Camera } from './camera.ts';
import { type Lighting, type Shade, shade } from './light.ts';
import type { Placement } from './math.ts';
import type { Mesh } from './mesh.ts';
import { CODE, CODE_IR, type Surface } from './surface.ts';
import type { Texture } from './texture.ts';

/** A mesh placed in the world for one frame. */
export interface Instance {
  mesh: Mesh;
  at: Placement;
  /** replaces the mesh's own texture */
  texture?: Texture;
  /** strength of the mesh's displacements */
  morphs?: Record<string, number>;
}

const MOST = 16384;
const world = new Float32Array(MOST * 3);
const normal = new Float32Array(MOST * 3);
const screen = new Float32Array(MOST * 3);
const light: Shade = { diffuse: new Float32Array(MOST), highlight: new Float32Array(MOST) };

/** Draws instances into a surface with z-buffer. Interpolation is affine: triangles are small by construction. */
export function draw(surface: Surface, camera: Camera, lighting: Lighting, instances: readonly Instance[]): void {
  for (const instance of instances) {
    const { mesh } = instance;
    const count = mesh.positions.length / 3;
    if (count > MOST) throw new RangeError(`mesh of ${count} vertices, at most ${MOST}`);
    toWorld(instance, count);
    if (mesh.emission > 0) emit(mesh, lighting, count);
    else shade(lighting, world, normal, mesh.occlusion, count, mesh, light);
    for (let k = 0; k < count; k++) {
      const near = 1 / Math.max(world[k * 3 + 2]!, 0.05);
      screen[k * 3] = camera.cx + camera.focal * (world[k * 3]! - camera.x) * near;
      screen[k * 3 + 1] = camera.cy + camera.focal * world[k * 3 + 1]! * near;
      screen[k * 3 + 2] = near;
    }
    fill(surface, lighting, mesh, instance.texture ?? mesh.texture);
  }
}

/** A screen shines by itself in the visible and is black glass at 850 nm; its glass mirrors the lights either way. */
function emit(mesh: Mesh, lighting: Lighting, count: number): void {
  shade(lighting, world, normal, mesh.occlusion, count, mesh, light);
  if (lighting.channel === 'rgb') light.diffuse.fill(mesh.emission, 0, count);
}

function toWorld(instance: Instance, count: number): void {
  const { positions, normals, morphs } = instance.mesh;
  const [a, b, c, d, e, f, g, h, i] = instance.at.rotation as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [tx, ty, tz] = instance.at.translation;
  const moved = Object.entries(instance.morphs ?? {}).filter(([name, weight]) => weight !== 0 && morphs[name]);
  const [m0, w0] = moved[0] ? [morphs[moved[0][0]]!, moved[0][1]] : [positions, 0];
  const [m1, w1] = moved[1] ? [morphs[moved[1][0]]!, moved[1][1]] : [positions, 0];
  for (let k = 0; k < count * 3; k += 3) {
    const x = positions[k]! + w0 * m0[k]! + w1 * m1[k]!;
    const y = positions[k + 1]! + w0 * m0[k + 1]! + w1 * m1[k + 1]!;
    const z = positions[k + 2]! + w0 * m0[k + 2]! + w1 * m1[k + 2]!;
    world[k] = a * x + b * y + c * z + tx;
    world[k + 1] = d * x + e * y + f * z + ty;
    world[k + 2] = g * x + h * y + i * z + tz;
    const nx = normals[k]!;
    const ny = normals[k + 1]!;
    const nz = normals[k + 2]!;
    normal[k] = a * nx + b * ny + c * nz;
    normal[k + 1] = d * nx + e * ny + f * nz;
    normal[k + 2] = g * nx + h * ny + i * nz;
  }
}

function fill(surface: Surface, lighting: Lighting, mesh: Mesh, texture: Texture): void {
  const { width, height, near, tags } = surface;
  const rgb = lighting.channel === 'rgb';
  const [p0, p1, p2] = [
    surface.planes[0]!,
    surface.planes[1] ?? surface.planes[0]!,
    surface.planes[2] ?? surface.planes[0]!,
  ];
  const [t0, t1, t2] = [lighting.tint[0]! * 16, (lighting.tint[1] ?? 0) * 16, (lighting.tint[2] ?? 0) * 16];
  const { data, mask } = texture;
  const tw = texture.width;
  const tag = mesh.tag;
  const { uvs, indices, twoSided } = mesh;
  for (let q = 0; q < indices.length; q += 3) {
    const i0 = indices[q]!;
    const i1 = indices[q + 1]!;
    const i2 = indices[q + 2]!;
    const x0 = screen[i0 * 3]!;
    const y0 = screen[i0 * 3 + 1]!;
    const x1 = screen[i1 * 3]! - x0;
    const y1 = screen[i1 * 3 + 1]! - y0;
    const x2 = screen[i2 * 3]! - x0;
    const y2 = screen[i2 * 3 + 1]! - y0;
    const area = x1 * y2 - x2 * y1;
    // counter-clockwise with y up is negative here, where y points down
    if (area >= 0 && !(twoSided && area > 0)) continue;
    const left = Math.max(0, Math.ceil(x0 + Math.min(0, x1, x2) - 0.5));
    const right = Math.min(width - 1, Math.floor(x0 + Math.max(0, x1, x2) - 0.5));
    const top = Math.max(0, Math.ceil(y0 + Math.min(0, y1, y2) - 0.5));
    const bottom = Math.min(height - 1, Math.floor(y0 + Math.max(0, y1, y2) - 0.5));
    if (left > right || top > bottom) continue;
    const inv = 1 / area;
    // barycentric weights of corner 1 and 2 are linear in the picture
    const bx = y2 * inv;
    const by = -x2 * inv;
    const cx = -y1 * inv;
    const cy = x1 * inv;
    const z0 = screen[i0 * 3 + 2]!;
    const z1 = screen[i1 * 3 + 2]! - z0;
    const z2 = screen[i2 * 3 + 2]! - z0;
    const u0 = uvs[i0 * 2]!;
    const u1 = uvs[i1 * 2]! - u0;
    const u2 = uvs[i2 * 2]! - u0;
    const v0 = uvs[i0 * 2 + 1]!;
    const v1 = uvs[i1 * 2 + 1]! - v0;
    const v2 = uvs[i2 * 2 + 1]! - v0;
    const d0 = light.diffuse[i0]!;
    const d1 = light.diffuse[i1]! - d0;
    const d2 = light.diffuse[i2]! - d0;
    const s0 = light.highlight[i0]! * 255;
    const s1 = light.highlight[i1]! * 255 - s0;
    const s2 = light.highlight[i2]! * 255 - s0;
    for (let y = top; y <= bottom; y++) {
      const py = y + 0.5 - y0;
      let px = left + 0.5 - x0;
      let b = bx * px + by * py;
      let c = cx * px + cy * py;
      for (let x = left; x <= right; x++, px++, b += bx, c += cx) {
        if (b < -1e-5 || c < -1e-5 || b + c > 1.00001) continue;
        const at = y * width + x;
        const z = z0 + b * z1 + c * z2;
        if (z <= near[at]!) continue;
        const texel = ((v0 + b * v1 + c * v2) | 0) * tw + ((u0 + b * u1 + c * u2) | 0);
        if (mask !== undefined && mask[texel] === 0) continue;
        near[at] = z;
        tags[at] = tag;
        const d = d0 + b * d1 + c * d2;
        const s = s0 + b * s1 + c * s2;
        const o = texel * 4;
        if (rgb) {
          const r = ((data[o]! * d + s) * t0) | 0;
          const g = ((data[o + 1]! * d + s) * t1) | 0;
          const l = ((data[o + 2]! * d + s) * t2) | 0;
          p0[at] = CODE[Math.min(r, 4095)]!;
          p1[at] = CODE[Math.min(g, 4095)]!;
          p2[at] = CODE[Math.min(l, 4095)]!;
        } else {
          const g = ((data[o + 3]! * d + s) * t0) | 0;
          p0[at] = CODE_IR[Math.min(g, 4095)]!;
        }
      }
    }
  }
}
