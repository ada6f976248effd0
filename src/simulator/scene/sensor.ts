import { Random } from './random.ts';
import type { Surface } from './surface.ts';

const TABLE = 1 << 16;
const noise = new Float32Array(TABLE + 1024);
{
  const r = new Random(0x5e45);
  for (let i = 0; i < noise.length; i++) noise[i] = r.normal();
}

/** Lens blur (3x3 binomial) of one plane into `out`; borders keep their values. */
function blur(plane: Uint8Array, width: number, height: number, out: Uint8Array): void {
  out.set(plane);
  for (let y = 1; y < height - 1; y++) {
    const row = y * width;
    // running column sums: each is used three times
    let a = plane[row - width]! + 2 * plane[row]! + plane[row + width]!;
    let b = plane[row - width + 1]! + 2 * plane[row + 1]! + plane[row + width + 1]!;
    for (let x = 1; x < width - 1; x++) {
      const k = row + x + 1;
      const c = plane[k - width]! + 2 * plane[k]! + plane[k + width]!;
      out[k - 1] = (a + 2 * b + c + 8) >> 4;
      a = b;
      b = c;
    }
  }
}

const scratch = new Map<string, Uint8Array>();

/** A plane kept between frames. */
function kept(name: string, bytes: number): Uint8Array {
  const key = `${name}${bytes}`;
  let plane = scratch.get(key);
  if (!plane) {
    plane = new Uint8Array(bytes);
    scratch.set(key, plane);
  }
  return plane;
}

/** Adds seeded sensor noise to a value row by row: a new place in the table for every row hides its period. */
function rowOffsets(seed: number, frame: number, height: number): Uint16Array {
  const r = new Random(seed, frame, 0x4e);
  return Uint16Array.from({ length: height }, () => r.int(TABLE));
}

/**
 * What the RGB camera delivers: YUYV, BT.601 limited range (Y 16..235), stride 2 x width.
 * @param sigma noise of luma in code values
 */
export function toYuyv(surface: Surface, seed: number, frame: number, sigma: number): Buffer {
  const { width, height } = surface;
  const [r, g, b] = surface.planes as [Uint8Array, Uint8Array, Uint8Array];
  const out = Buffer.allocUnsafe(width * height * 2);
  const sharp = kept('luma', width * height);
  const luma = kept('soft', width * height);
  const offsets = rowOffsets(seed, frame, height);
  const chroma = 0.5 * sigma;
  for (let y = 0, k = 0; y < height; y++) {
    let n = offsets[y]! ^ 0x55;
    for (let x = 0; x < width; x += 2, k += 2, n++) {
      const r0 = r[k]!;
      const g0 = g[k]!;
      const b0 = b[k]!;
      const r1 = r[k + 1]!;
      const g1 = g[k + 1]!;
      const b1 = b[k + 1]!;
      sharp[k] = ((66 * r0 + 129 * g0 + 25 * b0 + 128) >> 8) + 16;
      sharp[k + 1] = ((66 * r1 + 129 * g1 + 25 * b1 + 128) >> 8) + 16;
      const rs = r0 + r1;
      const gs = g0 + g1;
      const bs = b0 + b1;
      const u = ((-38 * rs - 74 * gs + 112 * bs + 256) >> 9) + 128.5 + chroma * noise[n & 0xffff]!;
      const v = ((112 * rs - 94 * gs - 18 * bs + 256) >> 9) + 128.5 + chroma * noise[(n + 777) & 0xffff]!;
      out[2 * k + 1] = u < 0 ? 0 : Math.min(u, 255);
      out[2 * k + 3] = v < 0 ? 0 : Math.min(v, 255);
    }
  }
  // the lens softens what the eye sees of it, the luma; chroma has half the resolution already
  blur(sharp, width, height, luma);
  for (let y = 0, k = 0; y < height; y++) {
    let n = offsets[y]!;
    for (let x = 0; x < width; x++, k++) {
      const v = luma[k]! + 0.5 + sigma * noise[n++ & 0xffff]!;
      out[2 * k] = v < 0 ? 0 : Math.min(v, 255);
    }
  }
  return out;
}

/** What the IR camera delivers: 8-bit GREY, stride = width. */
export function toGrey(surface: Surface, seed: number, frame: number, sigma: number): Buffer {
  const { width, height } = surface;
  const plane = kept('grey', width * height);
  blur(surface.planes[0]!, width, height, plane);
  const out = Buffer.allocUnsafe(width * height);
  const offsets = rowOffsets(seed, frame, height);
  for (let y = 0, k = 0; y < height; y++) {
    let n = offsets[y]!;
    for (let x = 0; x < width; x++, k++) {
      const v = plane[k]! + 0.5 + sigma * noise[n++ & 0xffff]!;
      out[k] = v < 0 ? 0 : Math.min(v, 255);
    }
  }
  return out;
}
