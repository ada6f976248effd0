import { createHash } from 'node:crypto';
import type { LengthsResponse } from './getLengths.ts';
import type { OpacitiesResponse } from './getOpacities.ts';
import type { OrderResponse } from './getOrder.ts';

/**
 * Four hex digits that stand for the settings in the device's EEPROM. No question for firmware or serial number has two
 * sources (71 and 67 have one each, and 67 numbers transactions), so this is what tells a unit from another one, and from
 * itself after its EEPROM fell back to initial values (reference §3.6).
 */
export function settingsChecksum(
  { order }: OrderResponse,
  { lengths }: LengthsResponse,
  { opacities }: OpacitiesResponse,
): string {
  const bytes = Uint8Array.of(...order, ...lengths, ...opacities);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 4).toUpperCase();
}
