import { type Placement, transform, type Vec3 } from '../math.ts';
import type { Mesh } from '../mesh.ts';
import type { Texture } from '../texture.ts';
import { bodyOf } from './body.ts';
import { type HeadMesh, headOf } from './head.ts';
import { type Identity, identityOf } from './identity.ts';
import { VERTEX_LATTICE } from './lattice.ts';
import { propsOf } from './props.ts';
import { noseTipY, surfaceAt } from './shape.ts';

/** One person's meshes, built once per identity. */
export interface Person {
  id: Identity;
  head: HeadMesh;
  props: Mesh[];
}

/** Momentary expression, all 0..1. */
export interface Expression {
  jaw: number;
  smile: number;
  /** lids closed from 0.5 */
  blink: number;
}

const KEPT = 6;
const people = new Map<number, Person>();
const bodies = new Map<string, Mesh[]>();

/** Makes a person from nothing; personOf() keeps them. */
export function buildPerson(seed: number): Person {
  const id = identityOf(seed);
  return { id, head: headOf(id), props: propsOf(id) };
}

/** @returns the person of a seed; the last few are kept, because one scene asks for the same ones 60 times a second */
export function personOf(seed: number): Person {
  const known = people.get(seed);
  if (known) {
    // last used, last dropped: a person on stage is never built anew
    people.delete(seed);
    people.set(seed, known);
    return known;
  }
  const person = buildPerson(seed);
  adoptPerson(person);
  return person;
}

export function hasPerson(seed: number): boolean {
  return people.has(seed);
}

/** Keeps a person who was built elsewhere (another thread). */
export function adoptPerson(person: Person): void {
  if (people.size >= KEPT) people.delete(people.keys().next().value!);
  people.set(person.id.seed, person);
}

/** @returns neck and shoulders of a person in the clothes of a seed */
export function clothed(person: Person, clothes: number): Mesh[] {
  const key = `${person.id.seed}/${clothes}`;
  let body = bodies.get(key);
  if (!body) {
    body = bodyOf(person.id, clothes);
    if (bodies.size >= KEPT) bodies.delete(bodies.keys().next().value!);
    bodies.set(key, body);
  }
  return body;
}

export function skinTexture(person: Person, face: Expression): Texture {
  return face.blink >= 0.5 ? person.head.closed : person.head.texture;
}

/** Eye left in picture, eye right, nose tip, mouth corner left, mouth corner right: camera space, metres. */
export function landmarksOf(person: Person, at: Placement, face: Expression): Vec3[] {
  const { id } = person;
  const corner = (side: number) => surfaceAt(id, side * id.mouth.width, id.mouth.y + id.mouth.curve * 1.2);
  const points = [
    surfaceAt(id, -id.eye.x, id.eye.y),
    surfaceAt(id, id.eye.x, id.eye.y),
    surfaceAt(id, 0, noseTipY(id)),
    corner(-1),
    corner(1),
  ];
  const { mouth } = id;
  for (const [k, side] of [
    [3, -1],
    [4, 1],
  ] as const) {
    points[k]![0] += side * 0.0045 * face.smile;
    points[k]![1] += 0.0045 * face.smile - 0.0025 * face.jaw * (mouth.width < 0.3 ? 1 : 0.7);
  }
  return points.map((v) => transform(at, v));
}

/** Points whose picture extent is the face box as YuNet draws it: mid-forehead to chin, ear to ear. Camera space. */
export function outlineOf(person: Person, at: Placement, face: Expression): Vec3[] {
  const { x, y, z } = VERTEX_LATTICE;
  const p = person.head.positions;
  const jaw = person.head.morphs.jaw!;
  const out: Vec3[] = [];
  const top = person.id.eye.y + 0.52;
  for (let k = 0; k < x.length; k += 3) {
    if (z[k]! < 0.56 || y[k]! > top || y[k]! < -0.8) continue;
    const o = k * 3;
    out.push(transform(at, [p[o]!, p[o + 1]! + jaw[o + 1]! * face.jaw, p[o + 2]!]));
  }
  return out;
}
