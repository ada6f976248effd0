import type { FusedCapture } from './fuse.ts';
import type { Reason } from './reasons.ts';

/** R15: infrared from elsewhere drowns our own light; refuse with the true reason, charge nothing. Luma 0..255. */
export function ambientIr(fused: Pick<FusedCapture, 'ambientLuma'>, limit: number): Reason[] {
  return fused.ambientLuma !== null && !(fused.ambientLuma <= limit) ? ['AMBIENT_IR'] : [];
}
