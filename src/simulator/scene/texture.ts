import { clamp, type Vec3 } from './math.ts';

/** Reflectances, linear, 0..255 = 0..1: four bytes per texel, red, green, blue and 850 nm. */
export interface Texture {
  width: number;
  height: number;
  data: Uint8Array;
  /** one byte per texel, 0 = cut away (paper with holes); absent = nothing cut */
  mask?: Uint8Array;
}

/** A one-texel texture: a plain material. */
export function solid(rgb: Vec3, ir: number): Texture {
  const data = new Uint8Array([rgb[0] * 255, rgb[1] * 255, rgb[2] * 255, ir * 255]);
  return { width: 1, height: 1, data };
}

/** Float canvas that layers are mixed into before it becomes a Texture. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Float32Array(width * height * 4);
  }

  fill(rgb: Vec3, ir: number): void {
    for (let i = 0; i < this.data.length; i += 4) {
      this.data[i] = rgb[0];
      this.data[i + 1] = rgb[1];
      this.data[i + 2] = rgb[2];
      this.data[i + 3] = ir;
    }
  }

  /** Mixes a colour into one texel with weight m in 0..1. */
  mix(texel: number, m: number, r: number, g: number, b: number, ir: number): void {
    const d = this.data;
    const i = texel * 4;
    d[i] = d[i]! + (r - d[i]!) * m;
    d[i + 1] = d[i + 1]! + (g - d[i + 1]!) * m;
    d[i + 2] = d[i + 2]! + (b - d[i + 2]!) * m;
    d[i + 3] = d[i + 3]! + (ir - d[i + 3]!) * m;
  }

  scale(texel: number, r: number, g: number, b: number, ir: number): void {
    const d = this.data;
    const i = texel * 4;
    d[i] = d[i]! * r;
    d[i + 1] = d[i + 1]! * g;
    d[i + 2] = d[i + 2]! * b;
    d[i + 3] = d[i + 3]! * ir;
  }

  toTexture(): Texture {
    const data = new Uint8Array(this.data.length);
    for (let i = 0; i < data.length; i++) data[i] = clamp(this.data[i]! * 255 + 0.5, 0, 255);
    return { width: this.width, height: this.height, data };
  }
}
