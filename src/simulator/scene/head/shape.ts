import { bump, clamp, smooth, type Vec3 } from '../math.ts';
import type { Identity } from './identity.ts';

/**
 * Head surface as distance from the head's centre along a unit direction, metres.
 * A star-shaped surface is enough for a face seen within +-40 degrees and makes every landmark a direction.
 */
export function radius(id: Identity, x: number, y: number, z: number): number {
  const { head, jaw, nose, eye, mouth, chin, cheek, forehead } = id;
  const down = clamp(-y - 0.05, 0, 1);
  const wide = head.rx * (1 - jaw.taper * down ** 1.2);
  const p = head.square;
  // the skull is deeper behind than in front of the ear axis
  const deep = z < 0 ? head.rz * 1.08 : head.rz;
  let r = ((Math.abs(x) / wide) ** p + (Math.abs(y) / head.ry) ** p + (Math.abs(z) / deep) ** p) ** (-1 / p);
  if (z <= 0) return r;
  const front = smooth(0, 0.3, z);
  const side = Math.abs(x);
  const turned = x - nose.turn * clamp(nose.length + 0.2 + y, 0, 0.4) * -0.3;
  const along = clamp((0.24 - y) / (0.24 + nose.length), 0, 1);
  const below = clamp(-nose.length + 0.03 - y, 0, 1) / 0.075;
  const noseWide = nose.bridge + (nose.tip - nose.bridge) * along * along;
  let f =
    0.9 * nose.height * Math.exp(-((turned / noseWide) ** 2)) * along ** 1.25 * Math.exp(-below * below) +
    0.12 * nose.height * bump(turned, y, 0, -nose.length + 0.05, nose.tip * 0.7, 0.06) +
    nose.hump * bump(turned, y, 0, 0.02, nose.bridge * 1.3, 0.1);
  f += nose.wings * bump(side, y, nose.wingX, -nose.length + 0.01, 0.06, 0.055);
  f += forehead.brow * bump(side, y, 0.28, eye.y + 0.13, 0.24, 0.07) + forehead.out * bump(x, y, 0, 0.55, 0.5, 0.25);
  f -= eye.socket * bump(side, y, eye.x, eye.y + 0.01, 0.17, 0.1);
  f += eye.bulge * bump(side, y, eye.x, eye.y, eye.width * 0.75, 0.06);
  f += cheek.bone * bump(side, y, 0.52, cheek.y, 0.2, 0.16) - cheek.hollow * bump(side, y, 0.5, -0.42, 0.2, 0.16);
  f += jaw.corner * bump(side, y, 0.6, -0.62, 0.2, 0.2);
  f += mouth.out * bump(x, y, 0, mouth.y, mouth.width * 1.5, 0.14);
  f += 0.0035 * bump(x, y, 0, mouth.y + mouth.upper * 0.6, mouth.width * 0.8, mouth.upper * 0.9 + 0.012);
  f += 0.004 * bump(x, y, 0, mouth.y - mouth.lower * 0.6, mouth.width * 0.7, mouth.lower * 0.9 + 0.012);
  f -= 0.0035 * bump(x, y, 0, mouth.y, mouth.width, 0.014);
  f -= 0.002 * bump(x, y, 0, mouth.y - mouth.lower - 0.06, 0.2, 0.04);
  f += chin.out * bump(x, y, 0, -0.8, chin.width, 0.11) - chin.cleft * bump(x, y, 0, -0.8, 0.03, 0.08);
  f += id.asymmetry * x * 2;
  r += f * front;
  return r;
}

/** Height of the nose tip as a detector marks it: the foremost part, not the lower edge. */
export function noseTipY(id: Identity): number {
  return -id.nose.length + 0.06;
}

/** Point of the bare surface at face coordinates (x, y) on the front half, metres in head space. */
export function surfaceAt(id: Identity, x: number, y: number): Vec3 {
  const z = Math.sqrt(Math.max(0, 1 - x * x - y * y));
  const r = radius(id, x, y, z);
  return [x * r, y * r, z * r];
}

/**
 * How much hair covers a direction, 0..1: the same answer shapes the mesh and paints the texture.
 */
export function hairCover(id: Identity, x: number, y: number, z: number): number {
  const back = clamp(-z, -0.12, 1);
  let line = id.hairline + 0.02;
  if (id.haircut === 'scarf') {
    const round = Math.max(
      (y - id.hairline * 0.5 - 0.22 + 0.3 * x * x) * 20,
      (Math.abs(x) - 0.7) * 20,
      (-z - 0.05) * 20,
      (-y - 0.84) * 25,
    );
    return clamp(round, 0, 1);
  }
  if (id.haircut === 'beanie') return clamp((y - 0.4 - 0.1 * id.fringe + 0.12 * back) * 30, 0, 1);
  if (id.haircut === 'bald') return 0.25 * clamp((y - 0.55 - 0.6 * z) * 3, 0, 1) * (id.age > 0.5 ? 1 : 0.3);
  if (id.haircut === 'receding') line += 0.14 * (1 - Math.abs(Math.abs(x) - 0.25) * 2) + 0.08;
  if (id.haircut === 'fringe') line = Math.min(line, 0.36 + id.fringe) - 0.05 * Math.cos(x * 9);
  if (id.haircut === 'parted') line += 0.16 * Math.exp(-(((x - id.part) / 0.12) ** 2)) - 0.12 * Math.abs(x - id.part);
  const top = (y - line + 0.25 * x * x + 0.95 * back) * 14;
  let cover = Math.max(top, (-z - 0.12) * 14 + (y > -0.62 ? 0 : -14));
  const sides = id.haircut === 'long' ? 0.74 : id.haircut === 'bob' ? 0.78 : 9;
  cover = Math.max(cover, (Math.abs(x) - sides + 0.05 * y) * 16);
  // sideburns in front of the ear
  cover = Math.max(cover, Math.abs(x) > 0.9 && y > -0.05 && z < 0.34 ? 1 : 0);
  return clamp(cover, 0, 1);
}
