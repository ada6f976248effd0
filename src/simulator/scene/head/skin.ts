import { bump, smooth, type Vec3 } from '../math.ts';
import { valueNoise } from '../noise.ts';
import { Random } from '../random.ts';
import type { Identity } from './identity.ts';
import type { Painter } from './painter.ts';

/** Bare skin: tone, mottling, blush, freckles, moles, folds. Pigment marks fade at 850 nm, folds do not. */
export function paintSkin(p: Painter, id: Identity): void {
  const r = new Random(id.detail, 1);
  const noise = valueNoise(id.detail);
  const { skin, skinIr } = id;
  p.everywhere((k, x, y, z) => {
    const m = noise(x * 5 + 20, y * 5 + z * 3) * 0.6 + noise(x * 14, y * 14 + z * 9) * 0.4;
    const fine = noise(x * 55, y * 55 + z * 20) * 0.035;
    const a = 1 + m * id.patches * 0.5 + fine;
    p.canvas.mix(k, 1, skin[0] * a, skin[1] * (a + m * 0.06), skin[2] * (a + m * 0.06), skinIr * (1 + m * 0.05 + fine));
  });
  for (let i = 0; i < 9; i++) {
    const [cx, cy, s] = [r.uniform(-0.7, 0.7), r.uniform(-0.8, 0.55), r.uniform(0.06, 0.24)];
    const tone = r.uniform(0.62, 1.2);
    const weight = r.uniform(0, 1.4) * id.patches;
    const t = s * r.uniform(0.5, 1.5);
    const box = [cx - 3 * s, cx + 3 * s, cy - 3 * t, cy + 3 * t] as const;
    p.shade(
      box,
      [tone, tone * 0.97, tone * 0.95],
      1 + (tone - 1) * 0.25,
      (x, y) => weight * 2 * bump(x, y, cx, cy, s, t),
    );
  }
  p.shade(
    [-0.9, 0.9, -0.5, 0.3],
    [1.04, 0.72, 0.74],
    1,
    (x, y) => id.blush * bump(Math.abs(x), y, 0.46, -0.14, 0.2, 0.15),
  );
  p.shade([-0.4, 0.4, -0.5, 0.1], [1, 0.85, 0.85], 1, (x, y) => id.blush * bump(x, y, 0, -id.nose.length, 0.16, 0.12));
  spots(p, r, id.freckles, 0.009, [0.62, 0.48, 0.4], 0.95, 0.45);
  spots(p, r, id.moles, 0.022, [0.16, 0.1, 0.08], 0.55, 0.75);
  folds(p, id);
  if (id.birthmark > 0) {
    const [cx, cy, s, t] = [r.uniform(-0.55, 0.55), r.uniform(-0.6, 0.5), r.uniform(0.08, 0.25), r.uniform(0.08, 0.25)];
    p.shade(
      [cx - 3 * s, cx + 3 * s, cy - 3 * t, cy + 3 * t],
      [0.66, 0.36, 0.38],
      0.9,
      (x, y) => id.birthmark * smooth(0.45, 0.62, bump(x, y, cx, cy, s, t) + 0.25 * noise(x * 17, y * 17)),
    );
  }
  if (id.scar) {
    const [cx, cy, slope] = [r.uniform(-0.5, 0.5), r.uniform(-0.5, 0.45), r.uniform(-1.5, 1.5)];
    p.shade([cx - 0.2, cx + 0.2, cy - 0.2, cy + 0.2], [1.35, 1.2, 1.2], 1.15, (x, y) =>
      bump(y - cy - slope * (x - cx), x, 0, cx, 0.014, 0.09),
    );
  }
}

function spots(p: Painter, r: Random, count: number, size: number, rgb: Vec3, ir: number, reach: number): void {
  for (let i = 0; i < count; i++) {
    const cx = r.normal() * reach * 0.6;
    const cy = -0.15 + r.normal() * reach * 0.6;
    const s = size * r.uniform(0.6, 1.5);
    p.shade([cx - 3 * s, cx + 3 * s, cy - 3 * s, cy + 3 * s], rgb, ir, (x, y) => bump(x, y, cx, cy, s, s));
  }
}

function folds(p: Painter, id: Identity): void {
  const { nose, mouth, eye, age } = id;
  const dark: Vec3 = [0.62, 0.55, 0.52];
  // from the wing of the nose to beside the mouth
  const top = -nose.length + 0.02;
  const bottom = mouth.y + 0.02;
  p.shade([-0.6, 0.6, bottom - 0.05, top], dark, 0.8, (x, y) => {
    const t = (top - y) / (top - bottom);
    const line = nose.wingX + 0.05 + (mouth.width + 0.03 - nose.wingX - 0.02) * t;
    return (
      (0.08 + 0.45 * age) * Math.exp(-(((Math.abs(x) - line) / 0.028) ** 2)) * smooth(0, 0.2, t) * smooth(1.1, 0.8, t)
    );
  });
  if (age > 0.35) {
    const lines = 2 + Math.floor(age * 3);
    for (let i = 0; i < lines; i++) {
      const cy = eye.y + eye.socket + id.brow.rise + 0.1 + i * 0.065;
      p.shade(
        [-0.45, 0.45, cy - 0.06, cy + 0.06],
        dark,
        0.85,
        (x, y) => (age - 0.3) * bump(x, y - 0.03 * Math.cos(x * 5 + i), 0, cy, 0.33, 0.01),
      );
    }
  }
  p.shade(
    [-0.7, 0.7, eye.y - 0.22, eye.y],
    [0.68, 0.6, 0.62],
    0.85,
    (x, y) => eye.bags * bump(Math.abs(x), y, eye.x, eye.y - eye.height - 0.045, eye.width, 0.028),
  );
}
