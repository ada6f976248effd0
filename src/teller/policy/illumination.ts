import { randomInt } from 'node:crypto';
import type { FusedCapture } from './fuse.ts';
import { limits } from './limits.ts';
import type { Reason } from './reasons.ts';
import { median } from './statistics.ts';

export type Bit = 0 | 1;
export const CODE_BITS = 16;

/** A fresh code for one capture: independent, uniform bits, so a stream made before has a chance of 2^-16. */
export function drawCode(): Bit[] {
  return Array.from({ length: CODE_BITS }, () => randomInt(2) as Bit);
}

/** Manchester: 1 = (lit, unlit), 0 = (unlit, lit): every bit has a difference to show, whatever the ambient light. */
export function toHalfBits(bits: readonly Bit[]): Bit[] {
  return bits.flatMap((bit): Bit[] => (bit === 1 ? [1, 0] : [0, 1]));
}

/**
 * R13: the bits as the face shows them, from the lit minus unlit difference within each bit. null = not readable: a
 * frame is missing or the difference is too small, absolutely or against the other bits.
 */
export function recoverBits(halfBitLuma: readonly (number | null)[]): (Bit | null)[] {
  const differences: (number | null)[] = [];
  for (let i = 0; i + 1 < halfBitLuma.length; i += 2) {
    const first = halfBitLuma[i] ?? null;
    const second = halfBitLuma[i + 1] ?? null;
    differences.push(first === null || second === null ? null : first - second);
  }
  const typical = median(differences.flatMap((d) => (d === null ? [] : Math.abs(d)))) ?? 0;
  const least = Math.max(limits.minBitDifference, limits.minBitShare * typical);
  return differences.map((d) => (d === null || !(Math.abs(d) >= least) ? null : d > 0 ? 1 : 0));
}

/** R13: every bit read back, each as it was drawn. A code that was never drawn is none: asked only of coded rigs. */
export function illumination(
  fused: Pick<FusedCapture, 'halfBitLuma' | 'exposedOtherwise'>,
  sent: readonly Bit[],
): Reason[] {
  const recovered = recoverBits(fused.halfBitLuma);
  const reasons: Reason[] = [];
  const short = sent.length < CODE_BITS || fused.halfBitLuma.length !== 2 * sent.length;
  const missing = short || fused.halfBitLuma.includes(null);
  if (missing) reasons.push('ILLUMINATION_CODE_INCOMPLETE');
  const wrong = sent.some((bit, index) => {
    const gap = (fused.halfBitLuma[2 * index] ?? null) === null || (fused.halfBitLuma[2 * index + 1] ?? null) === null;
    return !gap && recovered[index] !== bit;
  });
  if (wrong || fused.exposedOtherwise) reasons.push('ILLUMINATION_CODE_MISMATCH');
  return reasons;
}
