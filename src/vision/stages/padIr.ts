import type { Picture } from '../native.ts';
import type { Face } from '../observation.ts';
import type { Pack } from '../pack/pack.ts';
import { liveness } from './liveness.ts';

/** Presentation-attack detection on a lit NIR picture: liveness log-odds or null. Unlit frames have nothing to say. */
export function padIr(pack: Pack, picture: Picture, face: Face): Promise<number | null> {
  return liveness(pack.of('padIr'), picture, face);
}
