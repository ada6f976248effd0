import type { Picture, PixelFormat } from '../../../src/vision/native.ts';

/** A small deterministic generator (mulberry32): the same numbers on every run. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Bytes of one row that belong to the picture. */
export function rowBytes(format: PixelFormat, width: number): number {
  if (format === 'YUYV') return 4 * Math.ceil(width / 2);
  if (format === 'RGB3' || format === 'BGR3') return 3 * width;
  return format === 'NV12' ? 2 * Math.ceil(width / 2) : width;
}

/** A picture of the given shape whose every byte (row padding too) comes from `byte`. */
export function picture(format: PixelFormat, width: number, height: number, byte: () => number, gap = 0): Picture {
  const stride = rowBytes(format, width) + gap;
  const rows = format === 'NV12' ? height + Math.ceil(height / 2) : height;
  const data = new Uint8Array(stride * rows);
  for (let i = 0; i < data.length; i++) data[i] = byte();
  return { format, width, height, stride, data };
}

/** A YUYV picture of one colour. */
export function plainYuyv(width: number, height: number, y: number, u: number, v: number): Picture {
  const one = [y, u, y, v];
  let i = 0;
  return picture('YUYV', width, height, () => one[i++ % 4]!);
}
