import type { FusedCapture } from './fuse.ts';
import { limits } from './limits.ts';
import type { Reason } from './reasons.ts';

/** Liveness logits below which the pack's own calibration calls a capture an attack. */
export interface PadThresholds {
  readonly rgb: number;
  readonly ir: number;
}

/** R11: learned cues only deny. They are read here and nowhere else, so no value of theirs can undo another reason. */
export function liveness(
  fused: Pick<FusedCapture, 'padRgb' | 'padRgbCount' | 'padIr' | 'padIrCount'>,
  thresholds: PadThresholds,
): Reason[] {
  const reasons: Reason[] = [];
  const { padRgb, padIr, padRgbCount, padIrCount } = fused;
  const few = padRgbCount < limits.minPadValues || padIrCount < limits.minPadValues;
  if (padRgb === null || padIr === null || few) reasons.push('PAD_MISSING');
  if (padRgb !== null && !(padRgb >= thresholds.rgb)) reasons.push('PAD_RGB_REFUSED');
  if (padIr !== null && !(padIr >= thresholds.ir)) reasons.push('PAD_IR_REFUSED');
  return reasons;
}
