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

interface Shape {
  /** Byte of the plane's first sample, bytes to the next one in the row and to the next row. */
  offset: number;
  pitch: number;
  stride?: number;
  ratioX?: number;
  ratioY?: number;
}

function plane(p: Picture, { offset, pitch, stride = p.stride, ratioX = 1, ratioY = 1 }: Shape): Plane {
  const width = Math.ceil(p.width * ratioX);
  const height = Math.ceil(p.height * ratioY);
  const wide = bitsOf(p);
  const at = (x: number, y: number) => {
    const byte = offset + clamp(y, 0, height - 1) * stride + pitch * clamp(x, 0, width - 1);
    if (wide === 8) return p.data[byte]!;
    const raw = p.data[byte]! + 256 * p.data[byte + 1]!;
    const low = p.low ?? 0;
    return (255 * clamp(raw - low, 0, (p.high ?? 2 ** wide - 1) - low)) / ((p.high ?? 2 ** wide - 1) - low);
  };
  return { width, height, ratioX, ratioY, at };
}

function bitsOf(p: Picture): number {
  return { Y10: 10, Y12: 12, Y16: 16 }[p.format as string] ?? 8;
}

/** Two bytes that share their place in each group of four, for YUYV and UYVY; blocks of chroma for the others. */
function planesOf(p: Picture): Plane[] {
  const planes = (...shapes: Shape[]) => shapes.map((shape) => plane(p, shape));
  const packed = (y: number, u: number) =>
    planes({ offset: y, pitch: 2 }, { offset: u, pitch: 4, ratioX: 0.5 }, { offset: u + 2, pitch: 4, ratioX: 0.5 });
  const chroma = p.stride * p.height;
  const pairs = (u: number, v: number) =>
    planes(
      { offset: 0, pitch: 1 },
      { offset: chroma + u, pitch: 2, ratioX: 0.5, ratioY: 0.5 },
      { offset: chroma + v, pitch: 2, ratioX: 0.5, ratioY: 0.5 },
    );
  const blocks = (ratioY: number) => {
    const stride = Math.ceil(p.stride / 2);
    const second = chroma + stride * Math.ceil(p.height * ratioY);
    return planes(
      { offset: 0, pitch: 1 },
      { offset: chroma, pitch: 1, stride, ratioX: 0.5, ratioY },
      { offset: second, pitch: 1, stride, ratioX: 0.5, ratioY },
    );
  };
  const triples = (...offsets: number[]) => planes(...offsets.map((offset) => ({ offset, pitch: 3 })));
  switch (p.format) {
    case 'GREY':
      return planes({ offset: 0, pitch: 1 });
    case 'Y8I':
    case 'Y10':
    case 'Y12':
    case 'Y16':
      return planes({ offset: 0, pitch: 2 });
    case 'RGB3':
      return triples(0, 1, 2);
    case 'BGR3':
      return triples(2, 1, 0);
    case 'YUYV':
      return packed(0, 1);
    case 'UYVY':
      return packed(1, 0);
    case 'NV12':
      return pairs(0, 1);
    case 'NV21':
      return pairs(1, 0);
    case 'YU12':
      return blocks(0.5);
    case '422P':
      return blocks(1);
  }
}

/** Weights of the samples that make up [from, from + step): the covered area, or bilinear around the middle. */
function taps(from: number, step: number, area: boolean): [number, number][] {
  if (!area) {
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

/** Weights of red and blue in luma, ITU-R BT.601-7 and BT.709-6: R = Y + 2 (1 - Kr) Cr, B = Y + 2 (1 - Kb) Cb. */
const matrices = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] } as const;

function toRgb(p: Picture, planes: number[]): [number, number, number] {
  if (planes.length === 1) return [planes[0]!, planes[0]!, planes[0]!];
  if (p.format === 'RGB3' || p.format === 'BGR3') return [planes[0]!, planes[1]!, planes[2]!];
  const [red, blue] = matrices[p.matrix ?? 'bt601'];
  const gain = limited(p) ? 255 / 224 : 1;
  const y = expandLuma(p, planes[0]!);
  const toB = 2 * (1 - blue) * (planes[1]! - 128) * gain;
  const toR = 2 * (1 - red) * (planes[2]! - 128) * gain;
  return [y + toR, y - (blue * toB + red * toR) / (1 - red - blue), y + toB];
}

function toGrey(p: Picture, planes: number[]): number {
  if (planes.length === 1) return planes[0]!;
  if (p.format !== 'RGB3' && p.format !== 'BGR3') return expandLuma(p, planes[0]!);
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
      const across = taps((roi.x + (x - left) / sx) * source.ratioX, source.ratioX / sx, sx <= 0.5);
      const down = taps((roi.y + (y - top) / sy) * source.ratioY, source.ratioY / sy, sy <= 0.5);
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
