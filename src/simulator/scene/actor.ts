import { clothed, type Expression, landmarksOf, outlineOf, type Person, skinTexture } from './head/person.ts';
import { lensCentre } from './head/props.ts';
import { surfaceAt } from './head/shape.ts';
import { type Placement, transform } from './math.ts';
import { bodyPlacement, headPlacement, type Pose } from './motion.ts';
import type { Instance } from './rasterise.ts';
import type { FacePoints, Glint } from './stage.ts';

/** A person's head with hair, ears and spectacles. */
export function headInstances(person: Person, at: Placement, face: Expression): Instance[] {
  const morphs = { jaw: face.jaw, smile: face.smile };
  return [
    { mesh: person.head, at, texture: skinTexture(person, face), morphs },
    ...person.props.map((mesh) => ({ mesh, at })),
  ];
}

/** A whole person standing there. */
export function actor(person: Person, pose: Pose, clothes: number): Instance[] {
  const body = bodyPlacement(pose);
  return [
    ...headInstances(person, headPlacement(pose), pose.expression),
    ...clothed(person, clothes).map((mesh) => ({ mesh, at: body })),
  ];
}

export function facePoints(person: Person, at: Placement, face: Expression): FacePoints {
  return { landmarks: landmarksOf(person, at, face), outline: outlineOf(person, at, face) };
}

/** The corneas mirror the emitter (and faintly the room); spectacle lenses sometimes do. */
export function glintsOf(person: Person, at: Placement, face: Expression): Glint[] {
  const { id } = person;
  const out: Glint[] = [];
  for (const side of [-1, 1]) {
    const [x, y, z] = surfaceAt(id, side * id.eye.x, id.eye.y + 0.012);
    if (face.blink < 0.5) out.push({ at: transform(at, [x, y, z + 0.001]), size: 0.0011, rgb: 0.5, ir: 1 });
    if (id.glasses) {
      const [lx, ly, lz] = lensCentre(id, side);
      const lens = ((id.detail >> 3) % 7) / 7 - 0.5;
      out.push({
        at: transform(at, [lx + lens * id.glasses.width, ly + id.glasses.height * 0.6, lz + 0.001]),
        size: 0.0022,
        rgb: 0.25,
        ir: 0.8,
      });
    }
  }
  return out;
}
