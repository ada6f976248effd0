import type { Picture, PictureFormat } from '../../../src/vision/native.ts';

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

export const formats: readonly PictureFormat[] = [
  ...(['GREY', 'Y8I', 'Y10', 'Y12', 'Y16', 'RGB3', 'BGR3', 'YUYV', 'UYVY', 'NV12', 'NV21', 'YU12', '422P'] as const),
];

/** Bytes of one row of the first block that belong to the picture. */
export function rowBytes(format: PictureFormat, width: number): number {
  const even = 2 * Math.ceil(width / 2);
  if (format === 'YUYV' || format === 'UYVY') return 2 * even;
  if (format === 'RGB3' || format === 'BGR3') return 3 * width;
  if (format === 'GREY') return width;
  return format.startsWith('Y') && format !== 'YU12' ? 2 * width : even;
}

/** Bytes of the blocks of chroma behind the first block. */
function chromaBytes(format: PictureFormat, stride: number, height: number): number {
  const half = Math.ceil(height / 2);
  if (format === 'NV12' || format === 'NV21') return stride * half;
  if (format === 'YU12') return 2 * Math.ceil(stride / 2) * half;
  return format === '422P' ? 2 * Math.ceil(stride / 2) * height : 0;
}

/** A picture of the given shape whose every byte (row padding too) comes from `byte`. */
export function picture(format: PictureFormat, width: number, height: number, byte: () => number, gap = 0): Picture {
  const stride = rowBytes(format, width) + gap;
  const data = new Uint8Array(stride * height + chromaBytes(format, stride, height));
  for (let i = 0; i < data.length; i++) data[i] = byte();
  return { format, width, height, stride, data };
}

/** A random meaning of the picture's numbers. */
export function levels({ format }: Picture, random: () => number): Partial<Picture> {
  const low = Math.floor(random() * 500);
  return {
    range: random() < 0.5 ? 'full' : 'limited',
    matrix: random() < 0.5 ? 'bt709' : 'bt601',
    ...(format.startsWith('Y1') && random() < 0.5 ? { low, high: low + 100 + Math.floor(random() * 60_000) } : {}),
  };
}

/** A YUYV picture of one colour. */
export function plainYuyv(width: number, height: number, y: number, u: number, v: number): Picture {
  const one = [y, u, y, v];
  let i = 0;
  return picture('YUYV', width, height, () => one[i++ % 4]!);
}
