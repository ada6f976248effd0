import { type Lighting, unit } from './light.ts';
import type { SceneSpec } from './spec.ts';

/** Room light as the RGB camera's settled exposure sees it. */
export function rgbLighting(spec: SceneSpec): Lighting {
  const a = (spec.lightFrom * Math.PI) / 180;
  const w = spec.warmth;
  // the camera evens out most of the level and most of the tint
  const gain = 1.2 * spec.light ** 0.35;
  const c = spec.contrast;
  return {
    channel: 'rgb',
    tint: [gain * (1 + 0.16 * w), gain, gain * (1 - 0.2 * w)],
    key: unit([Math.sin(a) * 0.8, -0.75, -0.25 - 0.6 * Math.cos(a)]),
    keyPower: 0.45 + 0.5 * c,
    fill: unit([-Math.sin(a) * 0.8 - 0.2, -0.2, -0.7]),
    fillPower: 0.3 - 0.15 * c,
    ambient: 0.5 - 0.25 * c,
    emitter: 0,
  };
}

/** IR exposure is settled on the lit face at the nominal distance and then held, as a rig with a coded emitter must. */
export function irLighting(spec: SceneSpec, lit: boolean): Lighting {
  const gain = Math.min(3, Math.max(0.4, (spec.distance / 0.5) ** 1.7));
  const a = (spec.lightFrom * Math.PI) / 180;
  const room = spec.ambientIr * gain;
  return {
    channel: 'ir',
    tint: [1],
    key: unit([Math.sin(a) * 0.8, -0.75, -0.25 - 0.6 * Math.cos(a)]),
    keyPower: 0.5 * room,
    fill: unit([0.3, -0.2, -0.7]),
    fillPower: 0.1 * room,
    ambient: 0.5 * room,
    emitter: lit ? 0.25 * gain : 0,
  };
}
