import type { Picture, Region, TensorSpec } from '../../../src/vision/native.ts';

/**
 * The documented behaviour of `resample` and `warp` written a second time, from the description alone and in float64:
 * planes are filtered, then colours converted, then rounded once. Slow and plain.
 */
interface Plane {
  width: number;
  height: number;
  /** Source samples per luma sample: 1, or 0.5 for subsampled chroma. */
  ratioX: number;
  ratioY: number;
  at(x: number, y: number): number;
}

const clamp = (v: number, low: number, high: number) => Math.min(high, Math.max(low, v));

function plane(p: Picture, offset: number, pitch: number, ratioX = 1, ratioY = 1): Plane {
  const width = Math.ceil(p.width * ratioX);
  const height = Math.ceil(p.height * ratioY);
  const at = (x: number, y: number) =>
    p.data[offset + clamp(y, 0, height - 1) * p.stride + pitch * clamp(x, 0, width - 1)]!;
  return { width, height, ratioX, ratioY, at };
}

function planesOf(p: Picture): Plane[] {
  switch (p.format) {
    case 'GREY':
      return [plane(p, 0, 1)];
    case 'RGB3':
      return [plane(p, 0, 3), plane(p, 1, 3), plane(p, 2, 3)];
    case 'BGR3':
      return [plane(p, 2, 3), plane(p, 1, 3), plane(p, 0, 3)];
    case 'YUYV':
      return [plane(p, 0, 2), plane(p, 1, 4, 0.5), plane(p, 3, 4, 0.5)];
    case 'NV12': {
      const chroma = p.stride * p.height;
      return [plane(p, 0, 1), plane(p, chroma, 2, 0.5, 0.5), plane(p, chroma + 1, 2, 0.5, 0.5)];
    }
    default:
      throw new Error(`no reference for ${p.format}`);
  }
}

/** Weights of the samples that make up [from, from + step): area when step >= 2, else bilinear. */
function taps(from: number, step: number): [number, number][] {
  if (step < 2) {
    const centre = from + step / 2 - 0.5;
    const first = Math.floor(centre);
    return [
      [first, 1 - (centre - first)],
      [first + 1, centre - first],
    ];
  }
  const list: [number, number][] = [];
  for (let k = Math.floor(from); k < from + step; k++) {
    list.push([k, (Math.min(from + step, k + 1) - Math.max(from, k)) / step]);
  }
  return list;
}

const limited = (p: Picture) => p.range !== 'full';

function expandLuma(p: Picture, y: number): number {
  return limited(p) ? ((y - 16) * 255) / 219 : y;
}

/** ITU-R BT.601-7: R = Y + 1.402 Cr, B = Y + 1.772 Cb, luma weights 0.299 / 0.587 / 0.114. */
function toRgb(p: Picture, planes: number[]): [number, number, number] {
  if (p.format === 'GREY') return [planes[0]!, planes[0]!, planes[0]!];
  if (p.format === 'RGB3' || p.format === 'BGR3') return [planes[0]!, planes[1]!, planes[2]!];
  const gain = limited(p) ? 255 / 224 : 1;
  const y = expandLuma(p, planes[0]!);
  const cb = (planes[1]! - 128) * gain;
  const cr = (planes[2]! - 128) * gain;
  return [y + 1.402 * cr, y - (0.114 * 1.772 * cb + 0.299 * 1.402 * cr) / 0.587, y + 1.772 * cb];
}

function toGrey(p: Picture, planes: number[]): number {
  if (p.format === 'GREY') return planes[0]!;
  if (p.format === 'YUYV' || p.format === 'NV12') return expandLuma(p, planes[0]!);
  return 0.299 * planes[0]! + 0.587 * planes[1]! + 0.114 * planes[2]!;
}

/** Levels 0..255 of one tensor pixel, in the tensor's channel order. */
function channels(p: Picture, spec: TensorSpec, planes: number[]): number[] {
  const grey = () => clamp(toGrey(p, planes), 0, 255);
  if (spec.channels === 'grey') return [grey()];
  if (spec.channels === 'grey3') return [grey(), grey(), grey()];
  const rgb = toRgb(p, planes).map((v) => clamp(v, 0, 255));
  return spec.channels === 'bgr' ? rgb.reverse() : rgb;
}

function fill(spec: TensorSpec, level: (x: number, y: number) => number[] | null): Float64Array {
  const count = spec.channels === 'grey' ? 1 : 3;
  const out = new Float64Array(spec.width * spec.height * count);
  for (let y = 0; y < spec.height; y++) {
    for (let x = 0; x < spec.width; x++) {
      const levels = level(x, y) ?? new Array(count).fill(spec.pad);
      levels.forEach((value, c) => {
        const at = spec.layout === 'nhwc' ? (y * spec.width + x) * count + c : (c * spec.height + y) * spec.width + x;
        out[at] = value;
      });
    }
  }
  return out;
}

/** Levels of the tensor (before mean and scale). */
export function resample64(p: Picture, roi: Region, spec: TensorSpec): Float64Array {
  let sx = spec.width / roi.width;
  let sy = spec.height / roi.height;
  let [width, height] = [spec.width, spec.height];
  if (spec.fit !== 'stretch') {
    sx = sy = Math.min(sx, sy);
    width = clamp(Math.round(roi.width * sx), 1, spec.width);
    height = clamp(Math.round(roi.height * sy), 1, spec.height);
  }
  const centred = spec.fit === 'letterbox-centre';
  const left = centred ? Math.floor((spec.width - width) / 2) : 0;
  const top = centred ? Math.floor((spec.height - height) / 2) : 0;
  const planes = planesOf(p);
  return fill(spec, (x, y) => {
    if (x < left || x >= left + width || y < top || y >= top + height) return null;
    const values = planes.map((source) => {
      const across = taps((roi.x + (x - left) / sx) * source.ratioX, source.ratioX / sx);
      const down = taps((roi.y + (y - top) / sy) * source.ratioY, source.ratioY / sy);
      let sum = 0;
      for (const [row, wy] of down) for (const [column, wx] of across) sum += wx * wy * source.at(column, row);
      return sum;
    });
    return channels(p, spec, values);
  });
}

/** Levels of the tensor (before mean and scale), constant border. */
export function warp64(p: Picture, m: readonly number[], spec: TensorSpec): Float64Array {
  const planes = planesOf(p);
  return fill(spec, (x, y) => {
    const sx = m[0]! * x + m[1]! * y + m[2]!;
    const sy = m[3]! * x + m[4]! * y + m[5]!;
    if (sx < -0.5 || sy < -0.5 || sx >= p.width - 0.5 || sy >= p.height - 0.5) return null;
    const values = planes.map((source) => {
      const px = (sx + 0.5) * source.ratioX - 0.5;
      const py = (sy + 0.5) * source.ratioY - 0.5;
      const [x0, y0] = [Math.floor(px), Math.floor(py)];
      const [fx, fy] = [px - x0, py - y0];
      const row = (r: number) => source.at(x0, r) * (1 - fx) + source.at(x0 + 1, r) * fx;
      return row(y0) * (1 - fy) + row(y0 + 1) * fy;
    });
    return channels(p, spec, values);
  });
}
