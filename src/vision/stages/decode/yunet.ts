import type { Face } from '../../observation.ts';
import { type NmsLimits, suppress } from './nms.ts';

export const YUNET_STRIDES = [8, 16, 32] as const;

export interface YunetContract extends NmsLimits {
  readonly scoreThreshold: number;
}

/**
 * Output contract `yunet`: per stride S the tensors cls_S, obj_S [1, n, 1], bbox_S [1, n, 4], kps_S [1, n, 10] over a
 * grid of (width / S) x (height / S), anchor-free. score = sqrt(cls * obj); cx = (col + b0) * S, w = exp(b2) * S;
 * landmark x = (col + k) * S. Coordinates are pixels of the model's input.
 */
export function decodeYunet(
  outputs: Readonly<Record<string, Float32Array>>,
  width: number,
  height: number,
  contract: YunetContract,
): Face[] {
  const found: Face[] = [];
  for (const stride of YUNET_STRIDES) {
    const cls = outputs[`cls_${stride}`] as Float32Array;
    const obj = outputs[`obj_${stride}`] as Float32Array;
    const bbox = outputs[`bbox_${stride}`] as Float32Array;
    const kps = outputs[`kps_${stride}`] as Float32Array;
    const cols = Math.floor(width / stride);
    const cells = cols * Math.floor(height / stride);
    for (let cell = 0; cell < cells; cell++) {
      const score = Math.sqrt(clamp01(cls[cell] as number) * clamp01(obj[cell] as number));
      if (!(score >= contract.scoreThreshold)) continue;
      const face = faceAt(bbox, kps, cell, cell % cols, Math.floor(cell / cols), stride, score);
      if (face) found.push(face);
    }
  }
  return suppress(found, contract);
}

function faceAt(
  bbox: Float32Array,
  kps: Float32Array,
  cell: number,
  col: number,
  row: number,
  stride: number,
  score: number,
): Face | null {
  const b = bbox.subarray(4 * cell, 4 * cell + 4) as ArrayLike<number>;
  const w = Math.exp(b[2] as number) * stride;
  const h = Math.exp(b[3] as number) * stride;
  const x = (col + (b[0] as number)) * stride - w / 2;
  const y = (row + (b[1] as number)) * stride - h / 2;
  const landmarks = [];
  for (let k = 0; k < 5; k++) {
    landmarks.push({
      x: (col + (kps[10 * cell + 2 * k] as number)) * stride,
      y: (row + (kps[10 * cell + 2 * k + 1] as number)) * stride,
    });
  }
  const sum = landmarks.reduce((total, point) => total + point.x + point.y, x + y + w + h);
  return Number.isFinite(sum) ? { box: { x, y, width: w, height: h }, landmarks, score } : null;
}

/** NaN stays NaN and so fails the threshold. */
function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
