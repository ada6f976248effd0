import type { Lighting } from './light.ts';
import type { Vec3 } from './math.ts';
import { valueNoise } from './noise.ts';
import { Random } from './random.ts';
import { CODE, CODE_IR } from './surface.ts';

interface Panel {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  rgb: Vec3;
  ir: number;
  /** shines by itself (lamp, window): linear level in RGB, and its share at 850 nm */
  glow: number;
  glowIr: number;
}

/** The room behind: a wall with a few panels, doors, lamps; out of the emitter's reach but for a trace. */
export function backgroundOf(seed: number, light: Lighting, width: number, height: number): Uint8Array[] {
  return paint(seed, light, width / 2, height / 2).map((plane) => doubled(plane, width, height));
}

/** The room is out of focus: half the resolution is enough, and a training set makes thousands of rooms. */
function doubled(plane: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0, k = 0; y < height; y++) {
    const row = (y >> 1) * (width >> 1);
    for (let x = 0; x < width; x++, k++) out[k] = plane[row + (x >> 1)]!;
  }
  return out;
}

function paint(seed: number, light: Lighting, width: number, height: number): Uint8Array[] {
  const r = new Random(seed, 0xb6);
  const noise = valueNoise(seed ^ 0x99);
  const depth = r.uniform(1.2, 3);
  const tone = () => r.uniform(0.08, 0.75);
  const grey = tone();
  const wall: Vec3 = [grey * r.uniform(0.85, 1.1), grey, grey * r.uniform(0.85, 1.1)];
  const wallIr = r.uniform(0.25, 0.7);
  const panels: Panel[] = [];
  for (let i = r.int(7); i > 0; i--) {
    const x0 = r.uniform(-80, 600);
    const y0 = r.uniform(-80, 400);
    const glowing = r.chance(0.18);
    panels.push({
      x0,
      y0,
      x1: x0 + r.uniform(30, 260),
      y1: y0 + r.uniform(30, 300),
      rgb: [tone(), tone(), tone()],
      ir: r.uniform(0.1, 0.8),
      glow: glowing ? r.uniform(0.5, 1.3) : 0,
      glowIr: glowing && r.chance(0.4) ? r.uniform(0.2, 0.7) : 0,
    });
  }
  const ir = light.channel === 'ir';
  const room = light.ambient + light.keyPower * 0.5;
  const fromEmitter = light.emitter / (depth * depth);
  const out = Array.from({ length: ir ? 1 : 3 }, () => new Uint8Array(width * height));
  const scale = 640 / width;
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k++) {
      const X = x * scale;
      const Y = y * scale;
      let panel: Panel | undefined;
      for (const p of panels) if (X > p.x0 && X < p.x1 && Y > p.y0 && Y < p.y1) panel = p;
      const f = (0.85 + 0.3 * noise(X / 90, Y / 70) + 0.05 * noise(X / 5, Y / 5)) * (1.1 - Y / 1400);
      if (ir) {
        const edge = 1 - 0.5 * (((X - 320) / 640) ** 2 + ((Y - 240) / 480) ** 2);
        const a = (panel?.ir ?? wallIr) * f;
        const v = a * (room + fromEmitter * edge) + (panel?.glowIr ?? 0) * Math.min(1, room * 4);
        out[0]![k] = CODE_IR[Math.min(4095, (v * 4080) | 0)]!;
      } else {
        const c = panel?.rgb ?? wall;
        for (let p = 0; p < 3; p++) {
          const v = (c[p]! * f * room * 1.1 + (panel?.glow ?? 0)) * light.tint[p]!;
          out[p]![k] = CODE[Math.min(4095, (v * 4080) | 0)]!;
        }
      }
    }
  }
  return out;
}
