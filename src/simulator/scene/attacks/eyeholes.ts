import { actor, glintsOf } from '../actor.ts';
import { personOf } from '../head/person.ts';
import { surfaceAt } from '../head/shape.ts';
import { transform } from '../math.ts';
import { headPlacement, poseAt, sheetPlacement } from '../motion.ts';
import type { SceneSpec } from '../spec.ts';
import type { Stage } from '../stage.ts';
import { bentSheet, pointsOn, printed } from './paper.ts';
import { type PrintProps, photoFor } from './print.ts';

const WIDE = 0.21;
const HIGH = 0.297;

/** A print with the eyes cut out, worn before the face: real eyes that blink, real glints (GB/T 41987 holed photo). */
export function prepareEyeholes(spec: SceneSpec): PrintProps {
  const own = personOf(spec.identity).id;
  const other = personOf(spec.target).id;
  // printed at the size that puts the holes over the attacker's own eyes
  const size = surfaceAt(own, own.eye.x, own.eye.y)[0] / surfaceAt(other, other.eye.x, other.eye.y)[0];
  const photo = photoFor(spec, Math.min(1.15, Math.max(0.8, size)));
  const texture = printed(photo, spec);
  const mask = new Uint8Array(texture.width * texture.height).fill(1);
  const perMetre = texture.width / WIDE;
  for (const [ex, ey] of photo.landmarks.slice(0, 2) as [number, number][]) {
    const [rx, ry] = [0.0185 * perMetre, 0.0095 * perMetre];
    for (let y = Math.floor(ey - ry); y <= ey + ry; y++) {
      for (let x = Math.floor(ex - rx); x <= ex + rx; x++) {
        if (((x - ex) / rx) ** 2 + ((y - ey) / ry) ** 2 <= 1) mask[y * texture.width + x] = 0;
      }
    }
  }
  return { photo, sheet: bentSheet({ ...texture, mask }, WIDE, HIGH, 0.9), held: [] };
}

export function stageEyeholes(spec: SceneSpec, frame: number, props: PrintProps): Stage {
  const pose = poseAt(spec, frame);
  const person = personOf(spec.identity);
  const { id } = person;
  const at = sheetPlacement(pose);
  const face = pointsOn(props.sheet, props.photo, at);
  // bring the attacker's eyes behind the holes: nose just touching the paper
  const own = { ...pose };
  const head = headPlacement(own);
  const nose = surfaceAt(id, 0, -id.nose.length);
  const eyes = transform(head, [0, surfaceAt(id, id.eye.x, id.eye.y)[1], 0]);
  const tip = transform(head, nose);
  const [l, r] = [face.landmarks[0]!, face.landmarks[1]!];
  const depth = Math.min(l[2], r[2], face.landmarks[2]!.at(2)!) + 0.004;
  own.at = [
    own.at[0] + (l[0] + r[0]) / 2 - eyes[0],
    own.at[1] + (l[1] + r[1]) / 2 - eyes[1],
    own.at[2] + depth - tip[2],
  ];
  const instances = [
    { mesh: props.sheet.mesh, at },
    ...actor({ ...person, props: person.props.filter((m) => m.tag !== 6) }, own, spec.seed),
  ];
  return {
    rgb: instances,
    ir: instances,
    glints: glintsOf(person, headPlacement(own), pose.expression),
    face,
    faceInIr: spec.ink !== 'dye',
    pose,
  };
}
