import { bump, smooth, type Vec3 } from '../math.ts';
import type { Identity } from './identity.ts';
import type { Painter } from './painter.ts';

/** Eyes (open or closed), brows, nose shading, lips. */
export function paintFeatures(p: Painter, id: Identity, eyesOpen: boolean): void {
  for (const side of [-1, 1]) {
    paintEye(p, id, side, eyesOpen);
    paintBrow(p, id, side);
    paintNostril(p, id, side);
  }
  paintMouth(p, id);
}

function paintEye(p: Painter, id: Identity, side: number, open: boolean): void {
  const { eye, skin, skinIr } = id;
  const ex = side * eye.x;
  const { y: ey, width: w, height: h } = eye;
  const box = [ex - 0.3, ex + 0.3, ey - 0.2, ey + 0.25] as const;
  const lift = (x: number) => side * eye.tilt * (x - ex);
  const q = (x: number) => 1 - ((x - ex) / w) ** 2;
  const upper = (x: number) => ey + lift(x) + h * q(x);
  const lower = (x: number) => ey + lift(x) - 0.75 * h * q(x);
  p.shade(
    box,
    [0.6, 0.52, 0.52],
    0.78,
    (x, y) => 0.75 * bump(x, y, ex - side * 0.02, ey + 0.03, w * 1.25, h * 1.3 + 0.04),
  );
  if (eye.shadow > 0)
    p.layer(box, eye.shadowColour, skinIr, (x, y) => eye.shadow * bump(x, y, ex, ey + h + 0.04, w, 0.045));
  // crease of the upper lid
  p.shade(
    box,
    [0.45, 0.38, 0.36],
    0.7,
    (x, y) => eye.lid * Math.exp(-(((y - upper(x) - 0.032) / 0.009) ** 2)) * smooth(1.3, 0.9, Math.abs(x - ex) / w),
  );
  if (!open) {
    p.layer(
      box,
      [skin[0] * 0.8, skin[1] * 0.75, skin[2] * 0.75],
      skinIr * 0.92,
      (x, y) => 0.8 * bump(x, y, ex, ey, w, h + 0.02),
    );
    p.layer(
      box,
      [0.03, 0.022, 0.02],
      0.2,
      (x, y) => 0.9 * Math.exp(-(((y - lower(x)) / 0.012) ** 2)) * smooth(1.05, 0.8, Math.abs(x - ex) / w),
    );
    return;
  }
  const inside = (x: number, y: number) => smooth(-0.008, 0.008, upper(x) - y) * smooth(-0.008, 0.008, y - lower(x));
  const iris = (x: number, y: number) => Math.hypot(x - ex, (y - ey - lift(x)) * 1.0) / eye.iris;
  p.layer(box, [0.6, 0.56, 0.54], 0.45, inside);
  p.layer(box, [0.5, 0.2, 0.18], 0.42, (x, y) => 0.6 * inside(x, y) * bump(x, y, ex - side * w, ey, 0.03, 0.03));
  p.layer(box, eye.colour, 0.32, (x, y) => inside(x, y) * smooth(1.08, 0.92, iris(x, y)));
  p.layer(box, [0.02, 0.018, 0.016], 0.22, (x, y) => 0.7 * inside(x, y) * Math.exp(-(((iris(x, y) - 1) / 0.12) ** 2)));
  p.layer(box, [0.006, 0.006, 0.006], 0.03, (x, y) => inside(x, y) * smooth(0.5, 0.38, iris(x, y)));
  // the upper lid shadows the ball, lashes line it
  p.shade(box, [0.5, 0.48, 0.48], 0.6, (x, y) => inside(x, y) * smooth(0.035, 0, upper(x) - y));
  const edge = (x: number, y: number, line: number, t: number) =>
    Math.exp(-(((y - line) / t) ** 2)) * smooth(1.12, 0.95, Math.abs(x - ex) / w);
  p.layer(
    box,
    [0.02, 0.015, 0.012],
    0.12,
    (x, y) => (0.45 + 0.5 * eye.lash) * edge(x, y, upper(x) + 0.004, 0.008 + 0.01 * eye.lash),
  );
  p.layer(box, [0.08, 0.05, 0.045], 0.25, (x, y) => 0.45 * edge(x, y, lower(x), 0.007));
}

function paintBrow(p: Painter, id: Identity, side: number): void {
  const { eye, brow, hair } = id;
  const cx = side * (eye.x + brow.inner * 0.3);
  const cy = eye.y + brow.rise;
  const dark: Vec3 = [hair[0] * 0.4, hair[1] * 0.38, hair[2] * 0.36];
  const box = [cx - 0.36, cx + 0.36, cy - 0.2, cy + 0.2] as const;
  p.layer(box, dark, id.hairIr, (x, y) => {
    const along = ((x - cx) * side) / brow.width; // -1 inner end .. 1 outer end
    const line = cy + brow.tilt * (x - cx) * side * 0.6 + brow.arch * 0.06 * (1 - (along - 0.3) ** 2);
    const thick = brow.thick * (1 - 0.45 * Math.max(0, along));
    const hairs = 0.85 + 0.15 * Math.sin((x * 3 + y) * 120);
    return brow.dense * hairs * smooth(1.15, 0.65, Math.abs(y - line) / thick) * smooth(1.1, 0.85, Math.abs(along));
  });
  if (brow.join > 0 && side > 0)
    p.layer(
      [-0.2, 0.2, cy - 0.1, cy + 0.1],
      dark,
      id.hairIr,
      (x, y) => brow.join * bump(x, y, 0, cy - 0.01, 0.14, brow.thick * 0.8),
    );
}

function paintNostril(p: Painter, id: Identity, side: number): void {
  const { nose } = id;
  const tip = -nose.length;
  p.shade(
    [-0.4, 0.4, tip - 0.2, 0.2],
    [0.72, 0.66, 0.64],
    0.86,
    (x, y) => 0.6 * bump(x * side, y, nose.wingX + 0.075, tip, 0.035, 0.06),
  );
  p.shade(
    [-0.3, 0.3, tip - 0.2, tip + 0.05],
    [0.55, 0.48, 0.46],
    0.72,
    (x, y) => 0.8 * bump(x, y, 0, tip - 0.075, nose.wingX + 0.05, 0.028),
  );
  p.layer(
    [-0.3, 0.3, tip - 0.15, tip + 0.02],
    [0.03, 0.014, 0.012],
    0.12,
    (x, y) => 0.9 * bump(x * side, y, nose.wingX * 0.62, tip - 0.048, 0.03, 0.016),
  );
}

function paintMouth(p: Painter, id: Identity): void {
  const { mouth, skinIr } = id;
  const { y: my, width: w } = mouth;
  const box = [-0.45, 0.45, my - 0.22, my + 0.18] as const;
  const q = (x: number) => Math.max(0, 1 - (x / w) ** 2);
  const line = (x: number) => my + mouth.curve * (x / w) ** 2 * 1.2;
  const top = (x: number) =>
    line(x) + mouth.upper * 1.25 * (q(x) ** 0.8 - mouth.bow * 0.5 * Math.exp(-((x / (0.22 * w)) ** 2)));
  const bottom = (x: number) => line(x) - mouth.lower * 1.2 * q(x) ** 0.7;
  const inside = (x: number, y: number) =>
    smooth(-0.01, 0.008, top(x) - y) * smooth(-0.01, 0.008, y - bottom(x)) * (q(x) > 0 ? 1 : 0);
  p.layer(box, mouth.colour, skinIr * 0.9, (x, y) => 0.9 * inside(x, y));
  p.shade(box, [0.7, 0.68, 0.68], 0.85, (x, y) => inside(x, y) * smooth(0, 0.01, y - line(x)) * 0.7);
  p.layer(
    box,
    [0.05, 0.015, 0.015],
    0.14,
    (x, y) => 0.9 * Math.exp(-(((y - line(x)) / 0.0085) ** 2)) * smooth(1.08, 0.95, Math.abs(x) / w),
  );
  // shadow under the lower lip
  p.shade(box, [0.68, 0.62, 0.6], 0.82, (x, y) => 0.7 * bump(x, y, 0, bottom(0) - 0.022, w * 0.6, 0.022));
}
