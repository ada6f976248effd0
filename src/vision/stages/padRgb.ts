import type { Picture } from '../native.ts';
import type { Face } from '../observation.ts';
import type { Pack } from '../pack/pack.ts';
import { liveness } from './liveness.ts';

/** Presentation-attack detection on the colour picture: liveness log-odds or null (see liveness.ts). */
export function padRgb(pack: Pack, picture: Picture, face: Face): Promise<number | null> {
  return liveness(pack.of('padRgb'), picture, face);
}
