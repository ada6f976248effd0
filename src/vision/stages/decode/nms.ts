import type { Face } from '../../observation.ts';
import { iou } from '../geometry.ts';

export interface NmsLimits {
  /** A box that overlaps a better one by more than this is dropped, 0..1. */
  readonly nmsIou: number;
  readonly maxFaces: number;
}

/** Most candidates that are compared with each other; a picture of noise must not make a quadratic bill. */
const MAX_CANDIDATES = 200;

/** Non-maximum suppression: best score first, at most `maxFaces`. */
export function suppress(candidates: Face[], limits: NmsLimits): Face[] {
  const kept: Face[] = [];
  const sorted = candidates.sort((a, b) => b.score - a.score).slice(0, MAX_CANDIDATES);
  for (const face of sorted) {
    if (kept.length >= limits.maxFaces) break;
    if (kept.every((other) => iou(other.box, face.box) <= limits.nmsIou)) kept.push(face);
  }
  return kept;
}
