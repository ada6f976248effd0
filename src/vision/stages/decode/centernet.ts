import type { Face } from '../../observation.ts';
import { type NmsLimits, suppress } from './nms.ts';

export interface CenternetTensors {
  /** [1, 1, rows, cols] probability, 0..1. */
  readonly heat: Float32Array;
  /** [1, 2, rows, cols]: w = stride * exp(size0), h = stride * exp(size1). */
  readonly size: Float32Array;
  /** [1, 2, rows, cols]: centre = stride * (cell + offset), from the cell's corner. */
  readonly offset: Float32Array;
  /** [1, 10, rows, cols]: x = stride * (col + 0.5 + l), from the cell's centre. */
  readonly landmarks: Float32Array;
}

export interface CenternetContract extends NmsLimits {
  readonly stride: number;
  readonly scoreThreshold: number;
}

/**
 * Output contract `centernet-v1`: cells that are the maximum of their 3x3 neighbourhood and reach the threshold, then
 * NMS. Coordinates are pixels of the model's input. A cell with a number that is not finite gives no face.
 */
export function decodeCenternet(
  tensors: CenternetTensors,
  rows: number,
  cols: number,
  contract: CenternetContract,
): Face[] {
  const { heat, size, offset, landmarks } = tensors;
  const plane = rows * cols;
  const { stride } = contract;
  const found: Face[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const cell = row * cols + col;
      const score = heat[cell] as number;
      // Written so that NaN fails too.
      if (!(score >= contract.scoreThreshold) || !isPeak(heat, row, col, rows, cols)) continue;
      const width = stride * Math.exp(size[cell] as number);
      const height = stride * Math.exp(size[plane + cell] as number);
      const x = stride * (col + (offset[cell] as number)) - width / 2;
      const y = stride * (row + (offset[plane + cell] as number)) - height / 2;
      const points = [];
      for (let k = 0; k < 5; k++) {
        points.push({
          x: stride * (col + 0.5 + (landmarks[2 * k * plane + cell] as number)),
          y: stride * (row + 0.5 + (landmarks[(2 * k + 1) * plane + cell] as number)),
        });
      }
      const sum = points.reduce((total, point) => total + point.x + point.y, x + y + width + height);
      if (!Number.isFinite(sum)) continue;
      found.push({ box: { x, y, width, height }, landmarks: points, score: Math.min(1, score) });
    }
  }
  return suppress(found, contract);
}

function isPeak(heat: Float32Array, row: number, col: number, rows: number, cols: number): boolean {
  const score = heat[row * cols + col] as number;
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, col - 1); c <= Math.min(cols - 1, col + 1); c++) {
      if ((heat[r * cols + c] as number) > score) return false;
    }
  }
  return true;
}
