import { bump, clamp, smooth, type Vec3 } from '../math.ts';
import { valueNoise } from '../noise.ts';
import type { Identity } from './identity.ts';
import type { Painter } from './painter.ts';
import { hairCover } from './shape.ts';

/** Scalp hair and beard. Hair keeps its darkness at 850 nm only in part: melanin absorbs less there. */
export function paintHair(p: Painter, id: Identity): void {
  const noise = valueNoise(id.detail ^ 0x55);
  const strands = (x: number, y: number, z: number) => {
    const around = Math.atan2(x, z);
    return clamp(1 + 0.4 * noise(around * 26 + 40, y * 5 + z * 2) + 0.25 * noise(around * 9, y * 2 + 7), 0.35, 1.8);
  };
  paintBeard(p, id, strands);
  const covered = id.haircut === 'scarf' || id.haircut === 'beanie';
  p.everywhere((k, x, y, z) => {
    const cover = hairCover(id, x, y, z);
    if (cover <= 0) return;
    if (covered) {
      const rib = 0.9 + 0.1 * Math.sin(Math.atan2(x, z) * (id.haircut === 'beanie' ? 60 : 3) + y * 9);
      const [r, g, b] = id.cloth;
      p.canvas.mix(k, cover, r * rib, g * rib, b * rib, id.clothIr * rib);
      return;
    }
    const s = strands(x, y, z);
    const [r, g, b] = id.hair;
    p.canvas.mix(k, cover, r * s, g * s, b * s, id.hairIr * s);
  });
}

function paintBeard(p: Painter, id: Identity, strands: (x: number, y: number, z: number) => number): void {
  const { beard, mouth, nose } = id;
  if (beard === 'none') return;
  const dense = beard === 'stubble' ? id.beardDense * 0.4 : id.beardDense;
  const lipGap = (x: number, y: number) =>
    1 - smooth(1.15, 0.9, Math.hypot(x / (mouth.width + 0.02), (y - mouth.y) / (mouth.upper + mouth.lower + 0.012)));
  const moustache = (x: number, y: number) => {
    const mid = (mouth.y + mouth.upper * 1.2 + -nose.length - 0.07) / 2;
    return (
      smooth(1.15, 0.75, Math.abs(x) / (mouth.width * 1.05)) *
      smooth(1.2, 0.7, Math.abs(y - mid + 0.25 * x * x) / 0.062)
    );
  };
  const full = (x: number, y: number) => {
    const edge = -0.3 - 0.12 * smooth(0.75, 0.25, Math.abs(x)) * 1.2;
    return smooth(0.03, -0.05, y - edge - 0.5 * Math.max(0, Math.abs(x) - 0.55));
  };
  const goatee = (x: number, y: number) => Math.max(bump(x, y, 0, mouth.y - mouth.lower - 0.16, 0.17, 0.15) * 1.5, 0);
  const strap = (x: number, y: number) => full(x, y) * smooth(0.72, 0.84, Math.hypot(x * 1.15, y + 0.05));
  const cover = {
    stubble: (x: number, y: number) => Math.max(full(x, y), moustache(x, y)),
    full: (x: number, y: number) => Math.max(full(x, y), moustache(x, y)),
    goatee: (x: number, y: number) => Math.max(goatee(x, y), 0.8 * moustache(x, y)),
    moustache,
    chinstrap: strap,
  }[beard];
  const colour: Vec3 = [id.hair[0] * 0.85, id.hair[1] * 0.8, id.hair[2] * 0.75];
  p.front(-1, 1, -1, 0.1, (k, x, y) => {
    const m = dense * Math.min(1, cover(x, y)) * lipGap(x, y);
    if (m < 0.003) return;
    const s = strands(x, y, Math.sqrt(Math.max(0, 1 - x * x - y * y)));
    p.canvas.mix(k, clamp(m * (0.6 + 0.4 * s), 0, 1), colour[0] * s, colour[1] * s, colour[2] * s, id.hairIr * s);
  });
}
