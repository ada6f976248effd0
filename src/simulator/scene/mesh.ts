import type { Texture } from './texture.ts';

/** Triangles with one texture. Model axes: x right in picture, y up, z towards the camera; metres. */
export interface Mesh {
  positions: Float32Array;
  normals: Float32Array;
  /** texel coordinates, two per vertex */
  uvs: Float32Array;
  /** share of the room light (and of the emitter) that reaches the vertex, 0..1 */
  occlusion: Float32Array;
  indices: Uint32Array;
  texture: Texture;
  /** strength and exponent of the highlight */
  specular: number;
  gloss: number;
  /** written to the tag buffer, see TAG */
  tag: number;
  /** shows its texture as light of its own in RGB (a screen), as `emission` x texel */
  emission: number;
  /** drawn and lit from behind as well (paper, hair) */
  twoSided: boolean;
  /** named displacements, metres, same length as `positions` */
  morphs: Record<string, Float32Array>;
}

/** What a pixel belongs to; the cut-out attack and the labels read it back. */
export const TAG = { background: 0, skin: 1, hair: 2, torso: 3, prop: 4, screen: 5, glasses: 6 } as const;

export interface MeshParts {
  positions: Float32Array;
  uvs: Float32Array;
  indices: Uint32Array;
  texture: Texture;
  tag: number;
  specular?: number;
  gloss?: number;
  emission?: number;
  twoSided?: boolean;
}

/** Completes a mesh: smooth normals from the faces, no occlusion, no morphs. */
export function meshOf(parts: MeshParts): Mesh {
  return {
    normals: smoothNormals(parts.positions, parts.indices),
    occlusion: new Float32Array(parts.positions.length / 3).fill(1),
    specular: 0.03,
    gloss: 20,
    emission: 0,
    twoSided: false,
    morphs: {},
    ...parts,
  };
}

/** Two triangles per cell of a (columns+1) x (rows+1) grid of vertices, row by row, seen counter-clockwise with y up. */
export function gridIndices(columns: number, rows: number): Uint32Array {
  const out = new Uint32Array(columns * rows * 6);
  let k = 0;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const a = j * (columns + 1) + i;
      const b = a + columns + 1;
      out[k++] = a;
      out[k++] = a + 1;
      out[k++] = b;
      out[k++] = b;
      out[k++] = a + 1;
      out[k++] = b + 1;
    }
  }
  return out;
}

/** A parametric sheet: `at(s, t)` with s, t in 0..1 gives the point; t grows upwards. Texture row 0 is the top. */
export function sheet(
  columns: number,
  rows: number,
  at: (s: number, t: number) => readonly [number, number, number],
  rest: Omit<MeshParts, 'positions' | 'uvs' | 'indices'>,
): Mesh {
  const n = (columns + 1) * (rows + 1);
  const positions = new Float32Array(n * 3);
  const uvs = new Float32Array(n * 2);
  for (let j = 0, v = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++, v++) {
      positions.set(at(i / columns, j / rows), v * 3);
      uvs[v * 2] = (i / columns) * (rest.texture.width - 0.01);
      uvs[v * 2 + 1] = (1 - j / rows) * (rest.texture.height - 0.01);
    }
  }
  return meshOf({ positions, uvs, indices: gridIndices(columns, rows), ...rest });
}

function smoothNormals(p: Float32Array, indices: Uint32Array): Float32Array {
  const n = new Float32Array(p.length);
  for (let k = 0; k < indices.length; k += 3) {
    const a = indices[k]! * 3;
    const b = indices[k + 1]! * 3;
    const c = indices[k + 2]! * 3;
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    for (const v of [a, b, c]) {
      n[v] = n[v]! + nx;
      n[v + 1] = n[v + 1]! + ny;
      n[v + 2] = n[v + 2]! + nz;
    }
  }
  for (let i = 0; i < n.length; i += 3) {
    const l = Math.hypot(n[i]!, n[i + 1]!, n[i + 2]!) || 1;
    n[i] = n[i]! / l;
    n[i + 1] = n[i + 1]! / l;
    n[i + 2] = n[i + 2]! / l;
  }
  return n;
}
