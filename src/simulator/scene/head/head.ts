import { clamp, smooth } from '../math.ts';
import { gridIndices, type Mesh, meshOf, TAG } from '../mesh.ts';
import { valueNoise } from '../noise.ts';
import type { Texture } from '../texture.ts';
import { paintFeatures } from './features.ts';
import { paintHair } from './hair.ts';
import type { Identity } from './identity.ts';
import { TEXELS, VERTEX_LATTICE } from './lattice.ts';
import { Painter } from './painter.ts';
import { hairCover, radius } from './shape.ts';
import { paintSkin } from './skin.ts';

export interface HeadMesh extends Mesh {
  /** the same skin with closed lids, for blinking */
  closed: Texture;
}

/** Builds the head of one person: mesh, both textures, expression displacements. About 0.1 s; keep the result. */
export function headOf(id: Identity): HeadMesh {
  const { columns, rows, x, y, z } = VERTEX_LATTICE;
  const n = columns * rows;
  const positions = new Float32Array(n * 3);
  const uvs = new Float32Array(n * 2);
  const lump = valueNoise(id.detail ^ 0x33);
  for (let k = 0; k < n; k++) {
    const [dx, dy, dz] = [x[k]!, y[k]!, z[k]!];
    const cover = hairCover(id, dx, dy, dz);
    let r = radius(id, dx, dy, dz);
    if (cover > 0) r += cover * id.hairThick * (1 + 0.35 * lump(dx * 7 + 30, dy * 7 + dz * 4)) * smooth(-0.95, 0.3, dy);
    positions.set([dx * r, dy * r, dz * r], k * 3);
    uvs[k * 2] = ((k % columns) / (columns - 1)) * (TEXELS - 0.01);
    uvs[k * 2 + 1] = (Math.floor(k / columns) / (rows - 1)) * (TEXELS - 0.01);
  }
  const indices = gridIndices(columns - 1, rows - 1);
  // row 0 is the crown here, so the winding of the shared grid is turned round
  for (let i = 0; i < indices.length; i += 3) [indices[i + 1], indices[i + 2]] = [indices[i + 2]!, indices[i + 1]!];
  const skin = new Painter();
  paintSkin(skin, id);
  const paint = (open: boolean) => {
    const p = new Painter();
    p.canvas.data.set(skin.canvas.data);
    paintFeatures(p, id, open);
    paintHair(p, id);
    return p.canvas.toTexture();
  };
  const mesh = meshOf({ positions, uvs, indices, texture: paint(true), tag: TAG.skin, specular: 0.05, gloss: 14 });
  seam(mesh.normals, columns, rows);
  for (let k = 0; k < n; k++) mesh.occlusion[k] = shelter(id, x[k]!, y[k]!, z[k]!);
  mesh.morphs = expressions(id, positions);
  return { ...mesh, closed: paint(false) };
}

/** Crude ambient occlusion: sockets, under the nose, under the jaw. */
function shelter(id: Identity, x: number, y: number, z: number): number {
  if (z <= 0) return 0.9;
  const s = Math.abs(x);
  const socket = 0.28 * Math.exp(-(((s - id.eye.x) / 0.18) ** 2) - ((y - id.eye.y - 0.03) / 0.1) ** 2);
  const under = 0.3 * Math.exp(-((x / 0.16) ** 2) - ((y + id.nose.length + 0.09) / 0.05) ** 2);
  const jaw = 0.45 * smooth(-0.82, -0.97, y);
  const chin = 0.22 * Math.exp(-((x / 0.3) ** 2) - ((y - id.mouth.y + id.mouth.lower + 0.1) / 0.08) ** 2);
  return clamp(1 - socket - under - jaw - chin, 0.3, 1);
}

/** Displacements for an opened jaw and a smile, full strength. */
function expressions(id: Identity, positions: Float32Array): Record<string, Float32Array> {
  const { x, y, z } = VERTEX_LATTICE;
  const jaw = new Float32Array(positions.length);
  const smile = new Float32Array(positions.length);
  const { mouth } = id;
  for (let k = 0; k < x.length; k++) {
    if (z[k]! <= 0) continue;
    const front = smooth(0, 0.35, z[k]!);
    const below = smooth(mouth.y + 0.012, mouth.y - 0.02, y[k]!) * front * smooth(0.75, 0.2, Math.abs(x[k]!));
    jaw[k * 3 + 1] = -0.011 * below;
    jaw[k * 3 + 2] = -0.003 * below;
    const corner = Math.exp(-(((Math.abs(x[k]!) - mouth.width) / 0.1) ** 2) - ((y[k]! - mouth.y) / 0.12) ** 2) * front;
    const cheek = Math.exp(-(((Math.abs(x[k]!) - 0.45) / 0.14) ** 2) - ((y[k]! + 0.2) / 0.14) ** 2) * front;
    smile[k * 3] = Math.sign(x[k]!) * 0.0045 * corner;
    smile[k * 3 + 1] = 0.0045 * corner + 0.002 * cheek;
    smile[k * 3 + 2] = 0.003 * cheek;
  }
  return { jaw, smile };
}

/** The first and last column are the same points: give them one normal, else a line shows behind the ear. */
function seam(normals: Float32Array, columns: number, rows: number): void {
  for (let j = 0; j < rows; j++) {
    const a = j * columns * 3;
    const b = (j * columns + columns - 1) * 3;
    for (let c = 0; c < 3; c++) {
      const mean = (normals[a + c]! + normals[b + c]!) / 2;
      normals[a + c] = mean;
      normals[b + c] = mean;
    }
  }
}
