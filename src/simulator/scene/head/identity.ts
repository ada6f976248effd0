import { lerp, type Vec3 } from '../math.ts';
import { Random } from '../random.ts';

/**
 * Everything that makes one rendered person, drawn from a seed. Lengths are metres; places on the face are components
 * of the unit direction from the head's centre (x right in picture, y up), so 0.1 is about 9 mm; colours are linear
 * reflectances [r, g, b], with a separate one at 850 nm where the materials differ there.
 * Ranges are wider than nature's on purpose: an embedder must tell people apart at 112x112.
 */
export type Identity = ReturnType<typeof identityOf>;

const HAIR_COLOURS: readonly Vec3[] = [
  [0.012, 0.01, 0.009],
  [0.05, 0.028, 0.016],
  [0.12, 0.07, 0.035],
  [0.42, 0.29, 0.13],
  [0.3, 0.1, 0.03],
  [0.35, 0.34, 0.33],
  [0.7, 0.68, 0.64],
];
const IRIS_COLOURS: readonly Vec3[] = [
  [0.05, 0.028, 0.015],
  [0.1, 0.055, 0.02],
  [0.12, 0.16, 0.08],
  [0.12, 0.2, 0.3],
  [0.2, 0.24, 0.26],
];
const BEARDS = ['none', 'none', 'none', 'none', 'stubble', 'full', 'goatee', 'moustache', 'chinstrap'] as const;
const HAIRCUTS = [
  'bald',
  'receding',
  'short',
  'short',
  'fringe',
  'parted',
  'long',
  'long',
  'bob',
  'scarf',
  'beanie',
] as const;
const FRAMES: readonly Vec3[] = [
  [0.01, 0.01, 0.01],
  [0.015, 0.012, 0.01],
  [0.12, 0.03, 0.02],
  [0.35, 0.33, 0.3],
  [0.02, 0.04, 0.16],
  [0.25, 0.16, 0.05],
];

export function identityOf(seed: number) {
  const r = new Random(seed, 0x1d);
  // leaning towards both ends of the range: people in the middle of everything would look alike
  const u = (a: number, b: number) => {
    const v = r.uniform(-1, 1);
    return a + (b - a) * (0.5 + 0.5 * Math.sign(v) * Math.abs(v) ** 0.6);
  };
  const melanin = r.next() ** 1.2;
  const warm = u(0.86, 1.14);
  const tone = (light: number, dark: number) => light * (dark / light) ** melanin;
  const skin: Vec3 = [tone(0.74, 0.12) * warm, tone(0.53, 0.064), (tone(0.43, 0.041) / warm) * u(0.85, 1.1)];
  const hair = [...r.pick(HAIR_COLOURS)] as Vec3;
  for (let i = 0; i < 3; i++) hair[i] = hair[i]! * u(0.8, 1.25);
  const age = r.next();
  const beard = r.pick(BEARDS);
  const cloth: Vec3 = [u(0.01, 0.6), u(0.01, 0.5), u(0.01, 0.6)];
  return {
    seed,
    head: { rx: u(0.063, 0.09), ry: u(0.092, 0.125), rz: u(0.088, 0.1), square: u(2, 2.7) },
    jaw: { taper: u(0, 0.55), corner: u(-0.006, 0.009) },
    cheek: { bone: u(-0.003, 0.009), hollow: u(-0.004, 0.005), y: u(-0.15, 0.02) },
    chin: { out: u(0.001, 0.014), width: u(0.14, 0.36), cleft: r.chance(0.2) ? u(0.001, 0.003) : 0 },
    forehead: { out: u(-0.004, 0.005), brow: u(0, 0.01) },
    nose: {
      height: u(0.012, 0.038),
      bridge: u(0.05, 0.1),
      tip: u(0.08, 0.21),
      length: u(0.11, 0.29),
      hump: u(-0.004, 0.006),
      wings: u(0.002, 0.008),
      wingX: u(0.08, 0.15),
      turn: u(-0.06, 0.08),
    },
    eye: {
      x: u(0.265, 0.43),
      y: u(0.08, 0.24),
      width: u(0.105, 0.17),
      height: u(0.022, 0.072),
      tilt: u(-0.28, 0.36),
      socket: u(0.003, 0.012),
      bulge: u(0.001, 0.006),
      iris: u(0.046, 0.06),
      lid: u(0.1, 0.9),
      bags: u(0, 0.9) * age,
      lash: u(0.2, 1),
      shadow: r.chance(0.2) ? u(0.3, 0.85) : 0,
      shadowColour: [u(0.05, 0.4), u(0.05, 0.3), u(0.1, 0.4)] as Vec3,
      colour: r.pick(IRIS_COLOURS),
    },
    brow: {
      rise: u(0.085, 0.2),
      width: u(0.12, 0.22),
      thick: u(0.014, 0.065),
      tilt: u(-0.4, 0.45),
      arch: u(-0.05, 0.5),
      dense: 1 - 0.75 * r.next() ** 2,
      inner: u(-0.06, 0.05),
      join: r.chance(0.12) ? u(0.3, 0.8) : 0,
    },
    mouth: {
      y: u(-0.57, -0.39),
      width: u(0.13, 0.33),
      upper: u(0.012, 0.07),
      lower: u(0.018, 0.09),
      bow: u(0, 0.5),
      curve: u(-0.055, 0.06),
      out: u(0, 0.005),
      colour: r.chance(0.2)
        ? ([u(0.25, 0.55), u(0.02, 0.1), u(0.03, 0.12)] as Vec3)
        : ([skin[0] * u(0.75, 0.95), skin[1] * u(0.45, 0.7), skin[2] * u(0.5, 0.75)] as Vec3),
    },
    skin,
    skinIr: lerp(0.62, 0.42, melanin) * u(0.95, 1.05),
    blush: u(0, 0.9) * r.next(),
    freckles: r.chance(0.2) ? r.int(160) + 40 : 0,
    moles: r.chance(0.45) ? r.int(4) + 1 : 0,
    patches: 0.05 + 0.55 * r.next() ** 2,
    scar: r.chance(0.1),
    age,
    hair,
    hairIr: u(0.1, 0.3),
    haircut: r.pick(HAIRCUTS),
    /** what a scarf or beanie is made of */
    cloth,
    clothIr: u(0.2, 0.7),
    birthmark: r.chance(0.12) ? u(0.4, 0.9) : 0,
    hairline: u(0.36, 0.82),
    hairThick: u(0.003, 0.022),
    part: u(-0.4, 0.4),
    fringe: u(0.05, 0.3),
    beard,
    beardDense: u(0.45, 0.95),
    glasses: r.chance(0.36)
      ? {
          width: u(0.021, 0.029),
          height: u(0.014, 0.025),
          thick: u(0.0012, 0.007),
          power: u(2, 4.5),
          colour: r.pick(FRAMES),
          drop: u(-0.004, 0.004),
          tint: r.chance(0.12) ? u(0.3, 0.6) : 0,
        }
      : null,
    ear: { size: u(0.75, 1.25), out: u(0.1, 0.6) },
    neck: u(0.042, 0.056),
    asymmetry: u(-0.003, 0.003),
    detail: r.int(0x7fffffff),
  };
}
