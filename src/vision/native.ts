import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Code } from '../lib/catalog/index.ts';
import { catalog } from '../lib/catalog/index.ts';
import { TellersightError } from '../lib/errors.ts';

/**
 * V4L2's name of a pixel format (linux/videodev2.h), without the spaces that fill some up to four letters. Of Y8I, a pair
 * of grey pictures, the first is used.
 */
export type PictureFormat =
  | 'GREY'
  | 'Y8I'
  | 'Y10'
  | 'Y12'
  | 'Y16'
  | 'RGB3'
  | 'BGR3'
  | 'YUYV'
  | 'UYVY'
  | 'NV12'
  | 'NV21'
  | 'YU12'
  | '422P';

/** What a camera delivers. */
export type PixelFormat = PictureFormat | 'MJPG';

/** One camera picture, borrowed: nothing here copies or keeps it. */
export interface Picture {
  format: PictureFormat;
  /** Pixels, 1..8192. */
  width: number;
  height: number;
  /**
   * Bytes from one row to the next. Chroma blocks follow the last row: NV12 and NV21 with the same stride, YU12 and 422P
   * with half of it, rounded up.
   */
  stride: number;
  data: Uint8Array;
  /** YUV: luma 16..235 (`limited`, what cameras send unless told otherwise) or 0..255. */
  range?: 'limited' | 'full';
  /** YUV: ITU-R BT.601 (unless told otherwise) or BT.709. */
  matrix?: 'bt601' | 'bt709';
  /** Y10, Y12, Y16: the raw levels that become black and white. Default 0 and the largest of the format. */
  low?: number;
  high?: number;
}

/** The tensor a model takes. Batch size one. */
export interface TensorSpec {
  /** 1..4096. */
  width: number;
  height: number;
  layout: 'nchw' | 'nhwc';
  /** `grey` is one channel, `grey3` the same channel three times. */
  channels: 'rgb' | 'bgr' | 'grey' | 'grey3';
  /** int8 is level - 128. */
  type: 'uint8' | 'int8' | 'float32';
  /** float32 only: `(level - mean) * scale`, one number or one per channel in the tensor's order. Default 0 and 1. */
  mean?: number[];
  scale?: number[];
  /** Not used by `warp`. */
  fit: 'stretch' | 'letterbox-top-left' | 'letterbox-centre';
  /** Level (0..255, before mean and scale) where there is no picture. */
  pad: number;
}

/** A rectangle in pixels of the source picture; pixel k covers [k, k + 1). */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * `tensor = (source - region.xy) * scale + offset`, in edge coordinates (pixel k covers [k, k + 1)).
 * `scaleY` differs from `scale` only where `fit` is `stretch`.
 */
export interface Mapping {
  scale: number;
  scaleY: number;
  offsetX: number;
  offsetY: number;
}

/** Levels are full-range luma 0..255. */
export interface LumaStats {
  mean: number;
  /** Share of pixels at or below 5, 0..1. */
  clippedLow: number;
  /** Share of pixels at or above 250, 0..1. */
  clippedHigh: number;
  /** Variance of the 3x3 Laplacian over the box's inner pixels. */
  sharpness: number;
}

/** Lit minus unlit, in levels. */
export interface DiffStats {
  mean: number;
  stddev: number;
  /** 16 means, 4 x 4 cells, row by row. */
  cells: number[];
}

/** Memory of a tensor, of the spec's type. */
export type TensorData = Uint8Array | Int8Array | Float32Array;

interface JpegInfo {
  width: number;
  height: number;
  format: PictureFormat;
  bytes: number;
}

interface Binding {
  resample(src: Picture, roi: Region, spec: TensorSpec, out: TensorData): Mapping;
  warp(src: Picture, m: readonly number[], spec: TensorSpec, out: TensorData, replicate: boolean): void;
  lumaStats(src: Picture, box: Region): LumaStats;
  diffStats(lit: Picture, unlit: Picture, box: Region): DiffStats;
  jpegInfo(data: Uint8Array, luma: boolean): JpegInfo;
  decodeJpeg(data: Uint8Array, luma: boolean, out: Uint8Array): void;
  useReferenceKernels(reference: boolean): void;
  kernelTarget(): string;
  secureZero(bytes: Uint8Array): void;
}

const addonPath = fileURLToPath(new URL('../../native/build/tellersight.node', import.meta.url));
let loaded: Binding | undefined;

/** The addon. Loaded on first use, so that commands which touch no picture work where nothing is built. */
export function loadAddon(): unknown {
  if (loaded) return loaded;
  try {
    loaded = createRequire(import.meta.url)(addonPath) as Binding;
    return loaded;
  } catch (cause) {
    throw new TellersightError('NATIVE_MISSING', 'the native addon native/build/tellersight.node does not load', {
      cause,
    });
  }
}

const binding = () => loadAddon() as Binding;

/** An error thrown by the addon as a TellersightError; anything else unchanged. */
export function coded(error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (error instanceof Error && typeof code === 'string' && code in catalog) {
    return new TellersightError(code as Code, error.message);
  }
  return error;
}

/**
 * Crops `roi` out of `src`, scales, converts colours and writes the tensor into `out` (the model tensor's own memory:
 * width x height x channels elements of the spec's type). Averages the covered area when shrinking by two or more,
 * bilinear otherwise. The region may reach outside the picture (edge pixels repeat) but must overlap it and may not
 * shrink by more than 64 to 1.
 * @throws TellersightError NATIVE_PICTURE, NATIVE_GEOMETRY, NATIVE_TENSOR; `out` is then untouched.
 */
export function resample(src: Picture, roi: Region, spec: TensorSpec, out: TensorData): Mapping {
  try {
    return binding().resample(src, roi, spec, out);
  } catch (error) {
    throw coded(error);
  }
}

/**
 * Affine warp, bilinear: `sourceX = m[0] * x + m[1] * y + m[2]`, `sourceY = m[3] * x + m[4] * y + m[5]`, where whole
 * numbers are pixel *centres* in tensor and picture (the convention of landmark templates; `resample` counts edges:
 * centre = edge - 0.5). `border` says what a tensor pixel gets whose source lies outside: `spec.pad` or the edge pixel.
 * @throws TellersightError NATIVE_PICTURE, NATIVE_GEOMETRY, NATIVE_TENSOR; `out` is then untouched.
 */
export function warp(
  src: Picture,
  dstToSrc: readonly [number, number, number, number, number, number],
  spec: TensorSpec,
  out: TensorData,
  border: 'constant' | 'replicate' = 'constant',
): void {
  try {
    binding().warp(src, dstToSrc, spec, out, border === 'replicate');
  } catch (error) {
    throw coded(error);
  }
}

/**
 * Exposure and sharpness of a box, widened to whole pixels and cut to the picture; at least 3 x 3 must remain.
 * @throws TellersightError NATIVE_PICTURE, NATIVE_GEOMETRY
 */
export function lumaStats(src: Picture, box: Region): LumaStats {
  try {
    return binding().lumaStats(src, box);
  } catch (error) {
    throw coded(error);
  }
}

/**
 * Statistics of lit minus unlit over a box of two pictures of one grey format and size; at least 4 x 4 pixels must remain.
 * @throws TellersightError NATIVE_PICTURE, NATIVE_GEOMETRY
 */
export function diffStats(lit: Picture, unlit: Picture, box: Region): DiffStats {
  try {
    return binding().diffStats(lit, unlit, box);
  } catch (error) {
    throw coded(error);
  }
}

/**
 * Decodes an MJPG frame as far as its planes (YU12, 422P, GREY; RGB3 where it has others): the tensor converts the colours
 * of the pixels it needs. `luma`: GREY alone, which is faster. A damaged or shortened frame is refused.
 *
 * @param allocate gives memory of that many bytes, so that a camera loop can use its own again; null: none left
 * @throws TellersightError NATIVE_JPEG
 */
export function decodeJpeg(
  data: Uint8Array,
  luma = false,
  allocate: (bytes: number) => Uint8Array | null = () => null,
): Picture {
  try {
    const { width, height, format, bytes } = binding().jpegInfo(data, luma);
    const out = allocate(bytes) ?? new Uint8Array(bytes);
    binding().decodeJpeg(data, luma, out);
    return { format, width, height, stride: format === 'RGB3' ? 3 * width : width, data: out, range: 'full' };
  } catch (error) {
    throw coded(error);
  }
}

/** `reference` runs the plain kernels; they give the same bytes as the SIMD ones, slower. */
export function setKernels(which: 'auto' | 'reference'): void {
  binding().useReferenceKernels(which === 'reference');
}

/** Instruction set in use, for instance `AVX2`, `NEON` or `reference`. */
export function kernelTarget(): string {
  return binding().kernelTarget();
}

/** Overwrites the bytes with zeros in a way no optimiser removes (R21). */
export function secureZero(bytes: Uint8Array): void {
  try {
    binding().secureZero(bytes);
  } catch (error) {
    throw coded(error);
  }
}
