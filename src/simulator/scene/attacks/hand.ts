import type { Person } from '../head/person.ts';
import { type Mesh, sheet, TAG } from '../mesh.ts';
import { solid } from '../texture.ts';

type At = (s: number, t: number) => [number, number, number];

/**
 * A hand that holds a flat thing at its edge (x, y), model space of that thing: thumb in front, fist behind, sleeve.
 * @param side -1 left edge, 1 right edge
 */
export function hand(person: Person, side: number, x: number, y: number): Mesh[] {
  const [r, g, b] = person.id.skin;
  const skin = solid([r * 0.95, g * 0.85, b * 0.85], person.id.skinIr);
  const sleeve = solid([0.08, 0.09, 0.12], 0.35);
  const thumb = ball(x - side * 0.002, y + 0.004, 0.003, side * -0.024, 0.012, 0.009, 0.009);
  const fist = ball(x + side * 0.016, y - 0.012, -0.024, 0.012, 0.012, 0.036, 0.022);
  const arm: At = (s, t) => {
    const a = 2 * Math.PI * s;
    const w = 0.03 + 0.018 * (1 - t);
    return [
      x + side * (0.02 + 0.05 * (1 - t)) + w * Math.cos(a),
      y - 0.03 - 0.34 * (1 - t),
      -0.05 - 0.06 * (1 - t) + w * Math.sin(a),
    ];
  };
  return [
    sheet(10, 8, thumb, { texture: skin, tag: TAG.prop, twoSided: true }),
    sheet(12, 8, fist, { texture: skin, tag: TAG.prop, twoSided: true }),
    sheet(12, 10, arm, { texture: sleeve, tag: TAG.prop, twoSided: true, specular: 0 }),
  ];
}

/** Ellipsoid with its long axis along (ax, ay), other half axes `across` and `deep`. */
function ball(cx: number, cy: number, cz: number, ax: number, ay: number, across: number, deep: number): At {
  const long = Math.hypot(ax, ay);
  return (s, t) => {
    const a = 2 * Math.PI * s;
    const c = Math.PI * (t - 0.5);
    const u = Math.sin(c);
    const v = Math.cos(c) * Math.cos(a) * across;
    return [cx + ax * u - (ay / long) * v, cy + ay * u + (ax / long) * v, cz + Math.cos(c) * Math.sin(a) * deep];
  };
}
