import { Random } from './random.ts';
import { type Kind, type SceneSpec, sceneSpec } from './spec.ts';

/** A random scene as a training set needs it: distances, turns, lights, inks all over the range of an ATM lobby. */
export function variedSpec(kind: Kind, identity: number, target: number, seed: number): SceneSpec {
  const r = new Random(seed, 0x7a21e);
  const distance = r.uniform(0.36, 0.78);
  const yaw = r.normal() * (kind === 'live' || kind === 'other' ? 11 : 6);
  const pitch = r.normal() * 6;
  const roll = r.normal() * 5;
  const around = (v: number, limit: number): [number, number] => {
    const c = Math.max(-limit, Math.min(limit, v));
    return [c, c];
  };
  const reach = distance * 0.13;
  return sceneSpec.parse({
    kind,
    identity,
    target,
    seed,
    distance,
    offset: [r.uniform(-reach, reach) + 0.012, r.uniform(-reach, reach) * 0.6],
    yaw: around(yaw, 32),
    pitch: around(pitch, 18),
    roll: around(roll, 18),
    light: Math.exp(r.uniform(-1, 0.6)),
    warmth: r.uniform(-0.8, 0.8),
    lightFrom: r.uniform(-120, 120),
    contrast: r.uniform(0.1, 0.95),
    ambientIr: r.chance(0.15) ? r.uniform(0.1, 0.6) : r.uniform(0.005, 0.06),
    noise: r.uniform(0.8, 4),
    ink: r.pick(['dye', 'carbon', 'mixed', 'mixed'] as const),
    expression: r.uniform(0, 1),
  });
}
