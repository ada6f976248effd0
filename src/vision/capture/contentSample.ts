import type { PixelFormat } from '../native.ts';
import type { CameraMode } from '../v4l2Camera.ts';

/** What is remembered of a picture to tell whether the next one is another: numbers, no pixels. */
export interface ContentSample {
  /** Equal for equal pictures. */
  readonly hash: number;
  /** Darkest and brightest sample, 0..255 above black; null where the picture is compressed. */
  readonly darkest: number | null;
  readonly brightest: number | null;
}

/** Enough that no moving thing the size of a clock in the picture falls between them. */
const ROWS = 32;
const COMPRESSED_SAMPLES = 4096;

/** Where luma (or any brightness) lies in the first raster: first byte, distance, and bits of a sample. */
const LUMA: Readonly<Partial<Record<PixelFormat, readonly [offset: number, pitch: number, bits: number]>>> = {
  YUYV: [0, 2, 8],
  UYVY: [1, 2, 8],
  Y8I: [0, 2, 8],
  RGB3: [1, 3, 8],
  BGR3: [1, 3, 8],
  Y10: [0, 2, 10],
  Y12: [0, 2, 12],
  Y16: [0, 2, 16],
};
const PLAIN = [0, 1, 8] as const;

/** Samples rows spread over the picture; of compressed pictures, bytes spread over the data. */
export function contentSample(data: Uint8Array, mode: CameraMode): ContentSample {
  return mode.format === 'MJPG' ? compressed(data) : raw(data, mode);
}

function compressed(data: Uint8Array): ContentSample {
  const step = Math.max(1, Math.floor(data.length / COMPRESSED_SAMPLES));
  let hash = fold(0, data.length);
  for (let at = 0; at < data.length; at += step) hash = fold(hash, data[at] as number);
  return { hash, darkest: null, brightest: null };
}

function raw(data: Uint8Array, { format, width, height, stride, range }: CameraMode): ContentSample {
  const [offset, pitch, bits] = LUMA[format] ?? PLAIN;
  const yuv = /^[YNU](UYV|YVY|V12|V21|U12)$/.test(format);
  const black = yuv && range === 'limited' ? 16 : 0;
  const rows = Math.min(ROWS, height);
  let hash = 0;
  let darkest = 255;
  let brightest = 0;
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(((row + 0.5) * height) / rows) * stride + offset;
    for (let x = 0, at = start; x < width; x++, at += pitch) {
      const word = bits === 8 ? (data[at] as number) : (data[at] as number) | ((data[at + 1] as number) << 8);
      hash = fold(hash, word);
      const level = word >> (bits - 8);
      if (level < darkest) darkest = level;
      if (level > brightest) brightest = level;
    }
  }
  return { hash, darkest: Math.max(0, darkest - black), brightest: Math.max(0, brightest - black) };
}

/** FNV-1a over 32-bit words. */
function fold(hash: number, word: number): number {
  return Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15);
}
