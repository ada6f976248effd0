import type { Vec3 } from '../math.ts';
import { type Mesh, sheet, TAG } from '../mesh.ts';
import { valueNoise } from '../noise.ts';
import { Random } from '../random.ts';
import { Canvas, solid } from '../texture.ts';
import type { Identity } from './identity.ts';

/**
 * Neck and clothed shoulders. Clothes come from their own seed: people change them between enrolment and withdrawal,
 * and an embedder must not learn the shirt.
 */
export function bodyOf(id: Identity, clothes: number): Mesh[] {
  const [r, g, b] = id.skin;
  // shoulders hang below the chin, however long the head is
  const lift = 0.108 - id.head.ry;
  const tube = (s: number, t: number): [number, number, number] => {
    const a = Math.PI * (s - 0.5) * 1.3;
    const w = id.neck * (1 + 0.25 * (1 - t) ** 2);
    return [Math.sin(a) * w, -0.2 + 0.16 * t + lift, -0.018 + Math.cos(a) * w * 0.9];
  };
  const neck = sheet(16, 8, tube, { texture: solid([r * 0.9, g * 0.85, b * 0.85], id.skinIr), tag: TAG.skin });
  // the jaw keeps room light and emitter off the upper neck
  for (let k = 0; k < neck.occlusion.length; k++) neck.occlusion[k] = 0.35 + 0.3 * (1 - Math.floor(k / 17) / 8);
  const width = 0.19 + id.neck;
  const shoulder = (s: number, t: number): [number, number, number] => {
    const x = (s - 0.5) * 2;
    const across = x * width;
    const slope =
      lift - 0.14 - 0.015 * Math.abs(x) - 0.055 * Math.abs(x) ** 1.5 - 0.12 * Math.max(0, Math.abs(x) - 0.8) * 5 * 0.5;
    const y = slope - 0.38 * (1 - t) ** 1.3;
    return [across, y, -0.06 + 0.12 * Math.sqrt(Math.max(0, 1 - x * x * 0.9)) * Math.sqrt(1 - t * t * 0.45)];
  };
  const torso = sheet(28, 20, shoulder, { texture: cloth(clothes), tag: TAG.torso, specular: 0.01, twoSided: true });
  return [neck, torso];
}

function cloth(seed: number) {
  const r = new Random(seed, 0xc1);
  const noise = valueNoise(seed);
  const colour = (): Vec3 => [r.uniform(0.02, 0.6), r.uniform(0.02, 0.6), r.uniform(0.02, 0.6)];
  const a = colour();
  const b = r.chance(0.5) ? a : colour();
  // most textile dyes are transparent at 850 nm: dark shirts often look bright there
  const ir = r.uniform(0.15, 0.7);
  const kind = r.int(3);
  const period = r.uniform(4, 14);
  const canvas = new Canvas(128, 96);
  for (let k = 0; k < 128 * 96; k++) {
    const x = k % 128;
    const y = Math.floor(k / 128);
    const on =
      kind === 0 ? 0 : kind === 1 ? Number(y % period < period / 2) : Number(x % period < 2 !== y % period < 2);
    const c = on ? b : a;
    const f = 1 + 0.2 * noise(x * 0.11, y * 0.07);
    canvas.mix(k, 1, c[0] * f, c[1] * f, c[2] * f, ir * f);
  }
  return canvas.toTexture();
}
