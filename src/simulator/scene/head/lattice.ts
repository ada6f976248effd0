/** The mapping between the head's texture, its mesh and directions: finer towards the face, coarse behind. */
export const TEXELS = 384;
const COLUMNS = 120;
const ROWS = 96;

export interface Lattice {
  columns: number;
  rows: number;
  /** unit direction of every vertex or texel, row 0 at the crown */
  x: Float32Array;
  y: Float32Array;
  z: Float32Array;
}

function direction(s: number, t: number): [number, number, number] {
  const longitude = Math.PI * (0.55 * s + 0.45 * s * s * s);
  const latitude = (Math.PI / 2) * t;
  return [Math.cos(latitude) * Math.sin(longitude), Math.sin(latitude), Math.cos(latitude) * Math.cos(longitude)];
}

function build(columns: number, rows: number, centred: boolean): Lattice {
  const n = columns * rows;
  const out = { columns, rows, x: new Float32Array(n), y: new Float32Array(n), z: new Float32Array(n) };
  const at = (i: number, count: number) => (centred ? ((i + 0.5) / count) * 2 - 1 : (i / (count - 1)) * 2 - 1);
  for (let j = 0, k = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++, k++) {
      const [x, y, z] = direction(at(i, columns), -at(j, rows));
      out.x[k] = x;
      out.y[k] = y;
      out.z[k] = z;
    }
  }
  return out;
}

/** Directions of the texel centres. */
export const TEXEL_LATTICE = build(TEXELS, TEXELS, true);

/** Directions of the mesh vertices; the first and last column meet behind the head. */
export const VERTEX_LATTICE = build(COLUMNS + 1, ROWS + 1, false);
