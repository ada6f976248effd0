import type { Person } from '../head/person.ts';
import { type Mesh, sheet, TAG } from '../mesh.ts';
import { solid } from '../texture.ts';

/** A thumb over the edge of a held sheet and the fist below it, model space of the sheet. */
export function thumb(person: Person, side: number, x: number, y: number): Mesh {
  const [r, g, b] = person.id.skin;
  const at = (s: number, t: number): [number, number, number] => {
    const a = 2 * Math.PI * s;
    const c = Math.PI * (t - 0.5);
    const u = Math.cos(c) * Math.cos(a);
    const v = Math.sin(c);
    // long axis points inwards and up
    return [
      x + side * (0.008 - 0.021 * v) * 1 + 0.009 * u * 0.5,
      y + 0.013 * v + 0.009 * u,
      0.004 + 0.009 * Math.cos(c) * Math.sin(a),
    ];
  };
  return sheet(10, 8, at, {
    texture: solid([r * 0.95, g * 0.85, b * 0.85], person.id.skinIr),
    tag: TAG.prop,
    twoSided: true,
  });
}
