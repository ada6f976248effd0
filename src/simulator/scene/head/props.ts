import { type Mesh, meshOf, sheet, TAG } from '../mesh.ts';
import { valueNoise } from '../noise.ts';
import { Canvas, solid } from '../texture.ts';
import type { Identity } from './identity.ts';
import { surfaceAt } from './shape.ts';

/** Everything fixed to the head that is not its star-shaped surface: ears, long hair, spectacles. Head space. */
export function propsOf(id: Identity): Mesh[] {
  const out = [ear(id, -1), ear(id, 1)];
  if (id.haircut === 'long' || id.haircut === 'bob') out.push(curtain(id));
  if (id.glasses) out.push(rims(id), bridge(id), temple(id, -1), temple(id, 1));
  return out;
}

/** Half width of the bare head at ear height, metres. */
export function earHalfWidth(id: Identity): number {
  return Math.abs(surfaceAt(id, 0.9999, 0)[0]);
}

function ear(id: Identity, side: number): Mesh {
  const half = earHalfWidth(id);
  const { size, out } = id.ear;
  const at = (s: number, t: number): [number, number, number] => {
    const a = Math.PI * 2 * s;
    const b = Math.PI * (t - 0.5);
    const [u, v, w] = [Math.cos(b) * Math.cos(a), Math.sin(b), Math.cos(b) * Math.sin(a)];
    const depth = 0.016 * size * u;
    return [side * (half - 0.003 + 0.007 * size * w + out * (0.01 - depth)), 0.004 + 0.031 * size * v, -0.004 + depth];
  };
  const [r, g, b] = id.skin;
  return sheet(12, 10, at, {
    texture: solid([r * 0.85, g * 0.7, b * 0.7], id.skinIr * 0.9),
    tag: TAG.skin,
    twoSided: true,
  });
}

function curtain(id: Identity): Mesh {
  const noise = valueNoise(id.detail ^ 0x77);
  const canvas = new Canvas(128, 64);
  for (let k = 0; k < 128 * 64; k++) {
    const s = Math.max(0.3, 1 + 0.45 * noise((k % 128) * 0.4, Math.floor(k / 128) * 0.06));
    canvas.mix(k, 1, id.hair[0] * s, id.hair[1] * s, id.hair[2] * s, id.hairIr * s);
  }
  const long = id.haircut === 'long' ? 0.2 : 0.11;
  const { rx, rz } = id.head;
  const at = (s: number, t: number): [number, number, number] => {
    const a = Math.PI * (1.16 * s - 0.08) + Math.PI; // from one temple round the back to the other
    const swell = 1 + id.hairThick * 6 + 0.12 * Math.sin(t * 3.1);
    return [-Math.cos(a) * -rx * swell * 1.04, 0.05 - long * (1 - t), Math.sin(a) * rz * swell];
  };
  return sheet(28, 8, at, { texture: canvas.toTexture(), tag: TAG.hair, twoSided: true, specular: 0.05, gloss: 12 });
}

/** Centre of a lens in head space. */
export function lensCentre(id: Identity, side: number): [number, number, number] {
  const [x, y, z] = surfaceAt(id, side * id.eye.x, id.eye.y);
  return [x, y + (id.glasses?.drop ?? 0), z + 0.012];
}

function rims(id: Identity): Mesh {
  const g = id.glasses!;
  const N = 40;
  const positions: number[] = [];
  const indices: number[] = [];
  for (const side of [-1, 1]) {
    const [cx, cy, cz] = lensCentre(id, side);
    const base = positions.length / 3;
    for (let i = 0; i <= N; i++) {
      const a = (i / N) * 2 * Math.PI;
      const [c, s] = [Math.cos(a), Math.sin(a)];
      const r = (Math.abs(c) ** g.power + Math.abs(s) ** g.power) ** (-1 / g.power);
      const [px, py] = [c * r, s * r];
      // inner front, outer front, outer back
      for (const [w, back] of [
        [0, 0],
        [g.thick, 0],
        [g.thick, 0.004],
      ] as const) {
        positions.push(cx + px * (g.width + w), cy + py * (g.height + w), cz - Math.abs(px) * 0.003 - back);
      }
    }
    for (let i = 0; i < N; i++) {
      for (let k = 0; k < 2; k++) {
        const a = base + i * 3 + k;
        indices.push(a, a + 1, a + 3, a + 3, a + 1, a + 4);
      }
    }
  }
  return frameMesh(id, positions, indices);
}

function bridge(id: Identity): Mesh {
  const g = id.glasses!;
  const [lx, ly, lz] = lensCentre(id, 1);
  const x = Math.max(0.002, lx - g.width);
  const t = Math.max(0.0016, g.thick);
  const y = ly + g.height * 0.3;
  return frameMesh(id, [-x, y, lz, x, y, lz, -x, y + t, lz, x, y + t, lz], [0, 1, 2, 2, 1, 3]);
}

function temple(id: Identity, side: number): Mesh {
  const g = id.glasses!;
  const [lx, ly, lz] = lensCentre(id, side);
  const t = Math.max(0.002, g.thick * 0.8);
  const x0 = lx + side * (g.width + g.thick);
  const x1 = side * Math.max(Math.abs(x0), earHalfWidth(id) + 0.004);
  const y = ly + g.height * 0.35;
  const p = [
    x0,
    y,
    lz - 0.003,
    x1,
    y,
    lz - 0.03,
    x1,
    y,
    -0.01,
    x0,
    y + t,
    lz - 0.003,
    x1,
    y + t,
    lz - 0.03,
    x1,
    y + t,
    -0.01,
  ];
  return frameMesh(id, p, [0, 1, 3, 3, 1, 4, 1, 2, 4, 4, 2, 5]);
}

function frameMesh(id: Identity, positions: number[], indices: number[]): Mesh {
  const g = id.glasses!;
  return meshOf({
    positions: new Float32Array(positions),
    uvs: new Float32Array((positions.length / 3) * 2),
    indices: new Uint32Array(indices),
    texture: solid(g.colour, 0.08 + g.colour[0] * 0.5),
    tag: TAG.glasses,
    twoSided: true,
    specular: 0.12,
    gloss: 10,
  });
}
