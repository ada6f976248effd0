import { clamp } from './math.ts';

/** 112 x 112 five-point template that the usual face embedders are trained with. */
const TEMPLATE = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
] as const;

/** Picture point = [a*u - b*v + tx, b*u + a*v + ty] for crop point (u, v). */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/** Best similarity (least squares) from the template, centred in `size`, to five landmarks. */
export function alignment(landmarks: readonly (readonly [number, number])[], size: number): Similarity {
  const shift = (size - 112) / 2;
  let [mu, mv, mx, my] = [0, 0, 0, 0];
  for (const [k, [u, v]] of TEMPLATE.entries()) {
    mu += u / 5;
    mv += v / 5;
    mx += landmarks[k]![0] / 5;
    my += landmarks[k]![1] / 5;
  }
  let [dot, cross, norm] = [0, 0, 0];
  for (const [k, [tu, tv]] of TEMPLATE.entries()) {
    const [u, v] = [tu - mu, tv - mv];
    const [x, y] = [landmarks[k]![0] - mx, landmarks[k]![1] - my];
    dot += u * x + v * y;
    cross += u * y - v * x;
    norm += u * u + v * v;
  }
  const [a, b] = [dot / norm, cross / norm];
  return { a, b, tx: mx - a * (mu + shift) + b * (mv + shift), ty: my - b * (mu + shift) - a * (mv + shift) };
}

/** Upright square of `scale` x the longer side of a box, seen at `size` pixels. */
export function boxCrop(box: readonly number[], scale: number, size: number): Similarity {
  const side = Math.max(box[2]!, box[3]!) * scale;
  return { a: side / size, b: 0, tx: box[0]! + (box[2]! - side) / 2, ty: box[1]! + (box[3]! - side) / 2 };
}

/** Picture point to crop point. */
export function intoCrop(s: Similarity, [x, y]: readonly [number, number]): [number, number] {
  const d = s.a * s.a + s.b * s.b;
  const [dx, dy] = [x - s.tx, y - s.ty];
  return [(s.a * dx + s.b * dy) / d, (s.a * dy - s.b * dx) / d];
}

/** Interleaved 8-bit picture with `channels` per pixel, resampled (bilinear, mean of 2x2 when shrinking by more than 1.5). */
export function cropOf(
  image: Uint8Array,
  width: number,
  height: number,
  channels: number,
  s: Similarity,
  size: number,
): Buffer {
  const out = Buffer.alloc(size * size * channels);
  const taps = Math.hypot(s.a, s.b) > 1.5 ? [-0.25, 0.25] : [0];
  const weight = 1 / (taps.length * taps.length);
  for (let v = 0, o = 0; v < size; v++) {
    for (let u = 0; u < size; u++, o += channels) {
      for (let c = 0; c < channels; c++) {
        let sum = 0.5;
        for (const dv of taps) {
          for (const du of taps) {
            const x = clamp(s.a * (u + du) - s.b * (v + dv) + s.tx, 0, width - 1.001);
            const y = clamp(s.b * (u + du) + s.a * (v + dv) + s.ty, 0, height - 1.001);
            const k = ((y | 0) * width + (x | 0)) * channels + c;
            const fx = x - (x | 0);
            const fy = y - (y | 0);
            const top = image[k]! * (1 - fx) + image[k + channels]! * fx;
            const low = image[k + width * channels]! * (1 - fx) + image[k + (width + 1) * channels]! * fx;
            sum += (top * (1 - fy) + low * fy) * weight;
          }
        }
        out[o + c] = sum;
      }
    }
  }
  return out;
}

/** YUYV (BT.601 limited range) to interleaved RGB. */
export function yuyvToRgb(yuyv: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8ClampedArray(width * height * 3);
  for (let k = 0, o = 0; k < yuyv.length; k += 4) {
    const u = yuyv[k + 1]! - 128;
    const v = yuyv[k + 3]! - 128;
    for (const at of [k, k + 2]) {
      const y = 1.164383 * (yuyv[at]! - 16);
      out[o++] = y + 1.596027 * v;
      out[o++] = y - 0.391762 * u - 0.812968 * v;
      out[o++] = y + 2.017232 * u;
    }
  }
  return new Uint8Array(out.buffer);
}
