import { Random } from './random.ts';

const SIZE = 64;

/** Smooth value noise in [-1, 1], period 64 in each axis, from a seed. */
export function valueNoise(seed: number): (x: number, y: number) => number {
  const r = new Random(seed, 0x70);
  const lattice = new Float32Array(SIZE * SIZE);
  for (let i = 0; i < lattice.length; i++) lattice[i] = r.uniform(-1, 1);
  return (x, y) => {
    const xf = Math.floor(x);
    const yf = Math.floor(y);
    const fx = x - xf;
    const fy = y - yf;
    const sx = fx * fx * (3 - 2 * fx);
    const sy = fy * fy * (3 - 2 * fy);
    const x0 = xf & (SIZE - 1);
    const x1 = (xf + 1) & (SIZE - 1);
    const y0 = (yf & (SIZE - 1)) * SIZE;
    const y1 = ((yf + 1) & (SIZE - 1)) * SIZE;
    const a = lattice[y0 + x0]! + (lattice[y0 + x1]! - lattice[y0 + x0]!) * sx;
    const b = lattice[y1 + x0]! + (lattice[y1 + x1]! - lattice[y1 + x0]!) * sx;
    return a + (b - a) * sy;
  };
}
