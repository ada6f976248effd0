import type { Vec3 } from '../math.ts';
import { Canvas } from '../texture.ts';
import { TEXEL_LATTICE, TEXELS } from './lattice.ts';

/** Weight of a layer at face coordinates. */
export type Cover = (x: number, y: number) => number;

/** A canvas addressed by direction; face features touch only the front half and only their own box. */
export class Painter {
  readonly canvas = new Canvas(TEXELS, TEXELS);

  /** Visits texels of the whole head. */
  everywhere(visit: (texel: number, x: number, y: number, z: number) => void): void {
    const { x, y, z } = TEXEL_LATTICE;
    for (let k = 0; k < x.length; k++) visit(k, x[k]!, y[k]!, z[k]!);
  }

  /** Visits front texels with x in [x0, x1] and y in [y0, y1]. */
  front(x0: number, x1: number, y0: number, y1: number, visit: (texel: number, x: number, y: number) => void): void {
    const { x, y, z } = TEXEL_LATTICE;
    for (let j = 0; j < TEXELS; j++) {
      const row = y[j * TEXELS]!;
      if (row < y0 || row > y1) continue;
      for (let k = j * TEXELS; k < (j + 1) * TEXELS; k++) {
        if (z[k]! > 0 && x[k]! >= x0 && x[k]! <= x1) visit(k, x[k]!, row);
      }
    }
  }

  /** Mixes a colour in; box is [x0, x1, y0, y1]. */
  layer(box: readonly [number, number, number, number], rgb: Vec3, ir: number, cover: Cover): void {
    this.front(...box, (k, x, y) => {
      const m = cover(x, y);
      if (m > 0.003) this.canvas.mix(k, Math.min(m, 1), rgb[0], rgb[1], rgb[2], ir);
    });
  }

  /** Darkens (or lightens) by a factor where covered. */
  shade(box: readonly [number, number, number, number], rgb: Vec3, ir: number, cover: Cover): void {
    this.front(...box, (k, x, y) => {
      const m = Math.min(1, cover(x, y));
      if (m > 0.003)
        this.canvas.scale(k, 1 + (rgb[0] - 1) * m, 1 + (rgb[1] - 1) * m, 1 + (rgb[2] - 1) * m, 1 + (ir - 1) * m);
    });
  }
}
