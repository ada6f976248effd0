import { actor } from '../actor.ts';
import { personOf } from '../head/person.ts';
import { type Pose, poseAt, sheetPlacement } from '../motion.ts';
import { type Photo, takePhoto } from '../photo.ts';
import { Random } from '../random.ts';
import type { Instance } from '../rasterise.ts';
import type { SceneSpec } from '../spec.ts';
import type { Stage } from '../stage.ts';
import { hand } from './hand.ts';
import { bentSheet, pointsOn, printed, type Sheet } from './paper.ts';

/** A4, metres */
const WIDE = 0.21;
const HIGH = 0.297;

/** What is made once per scene: the sheet. */
export interface PrintProps {
  photo: Photo;
  sheet: Sheet;
  held: Instance['mesh'][];
}

/** The photo an attacker prints: nearly frontal, neutral, about life size. */
export function photoFor(spec: SceneSpec, size: number): Photo {
  const r = new Random(spec.seed, 0x9f);
  const pose: Pose = {
    yaw: r.uniform(-6, 6),
    pitch: r.uniform(-4, 4),
    roll: r.uniform(-2, 2),
    at: [0, r.uniform(-0.01, 0.01), 0],
    expression: { jaw: 0, smile: r.uniform(0, 0.6), blink: 0 },
  };
  return takePhoto({
    target: spec.target,
    seed: r.int(1 << 20),
    width: 384,
    height: Math.round((384 * HIGH) / WIDE),
    covers: WIDE / size,
    pose,
  });
}

export function preparePrint(spec: SceneSpec): PrintProps {
  const r = new Random(spec.seed, 0x91);
  const photo = photoFor(spec, r.uniform(0.82, 1.02));
  const bend = r.chance(0.4) ? r.uniform(-0.5, 0.9) : r.uniform(-0.06, 0.12);
  const sheet = bentSheet(printed(photo, spec), WIDE, HIGH, bend);
  const holder = personOf(spec.identity);
  const grip = r.uniform(-0.11, 0.02);
  return { photo, sheet, held: [...hand(holder, 1, WIDE / 2, grip), ...hand(holder, -1, -WIDE / 2, grip)] };
}

/** A printed photo held before the attacker's own face (GB/T 41987 full photo). */
export function stagePrint(spec: SceneSpec, frame: number, props: PrintProps): Stage {
  const pose = poseAt(spec, frame);
  const at = sheetPlacement(pose, 0.8);
  const own = poseAt(spec, frame, 1);
  const r = new Random(spec.seed, 0x92);
  own.at = [pose.at[0] + r.uniform(-0.05, 0.05), pose.at[1] + r.uniform(0, 0.05), pose.at[2] + r.uniform(0.07, 0.25)];
  const instances = [
    { mesh: props.sheet.mesh, at },
    ...props.held.map((mesh) => ({ mesh, at })),
    ...actor(personOf(spec.identity), own, spec.seed),
  ];
  const face = pointsOn(props.sheet, props.photo, at);
  return { rgb: instances, ir: instances, glints: [], face, faceInIr: spec.ink !== 'dye', pose };
}
