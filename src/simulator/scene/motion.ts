import type { Expression } from './head/person.ts';
import { type Placement, place, type Vec3 } from './math.ts';
import { Random } from './random.ts';
import type { SceneSpec } from './spec.ts';

/** Where a held or worn thing is at one frame, and what the face does. Angles in degrees. */
export interface Pose {
  yaw: number;
  pitch: number;
  roll: number;
  /** centre of the face, camera space, metres */
  at: Vec3;
  expression: Expression;
}

const FPS = 30;

/** A slow wander in [-1, 1]: three sines of unrelated period, seeded. */
function wander(r: Random, t: number): number {
  let v = 0;
  for (const [weight, slow] of [
    [0.6, 5.3],
    [0.3, 2.1],
    [0.1, 0.9],
  ] as const) {
    v += weight * Math.sin((2 * Math.PI * t) / (slow * r.uniform(0.8, 1.25)) + r.uniform(0, 6.283));
  }
  return v;
}

/** Natural movement: head turns within the asked ranges, small sway, blinks, speech and smiles. */
export function poseAt(spec: SceneSpec, frame: number, stream = 0): Pose {
  const r = new Random(spec.seed, 0x40, stream);
  const t = frame / FPS;
  const within = ([a, b]: readonly [number, number]) => (a + b) / 2 + ((b - a) / 2) * wander(r, t);
  const yaw = within(spec.yaw);
  const pitch = within(spec.pitch);
  const roll = within(spec.roll);
  const sway: Vec3 = [0.008 * wander(r, t), 0.006 * wander(r, t), 0.012 * wander(r, t)];
  const smile = Math.max(0, wander(r, t) * 1.4 - 0.2) * spec.expression;
  const jaw = Math.max(0, wander(r, t * 2.5) - 0.25) * spec.expression;
  const period = r.uniform(2.2, 4.5);
  const phase = (t + r.uniform(0, period)) % period;
  const blink = spec.expression > 0 && phase < 0.13 ? 1 : 0;
  return {
    yaw,
    pitch,
    roll,
    at: [spec.offset[0] + sway[0], -spec.offset[1] + sway[1], spec.distance + sway[2]],
    expression: { jaw, smile: Math.min(1, smile), blink },
  };
}

const RAD = Math.PI / 180;
/** The eyes' midpoint to the centre of the head, metres: `at` is the face, models turn about the head. */
const FACE_DEPTH = 0.085;

/** Head centre behind the face. */
export function headPlacement(pose: Pose): Placement {
  return place(pose.yaw * RAD, pose.pitch * RAD, pose.roll * RAD, [pose.at[0], pose.at[1], pose.at[2] + FACE_DEPTH]);
}

/** A flat thing at the face's place. `ease` scales its turn: a sheet is held straighter than a head moves. */
export function sheetPlacement(pose: Pose, ease = 1): Placement {
  return place(pose.yaw * RAD * ease, pose.pitch * RAD * ease, pose.roll * RAD * ease, pose.at);
}

/** Shoulders follow the head only a little. */
export function bodyPlacement(pose: Pose): Placement {
  return place(pose.yaw * RAD * 0.25, 0, pose.roll * RAD * 0.2, [pose.at[0], pose.at[1], pose.at[2] + FACE_DEPTH]);
}
