import { type Placement, transform, type Vec3 } from '../math.ts';
import { type Mesh, sheet, TAG } from '../mesh.ts';
import type { Photo } from '../photo.ts';
import { Random } from '../random.ts';
import type { SceneSpec } from '../spec.ts';
import type { FacePoints } from '../stage.ts';
import { LINEAR } from '../surface.ts';
import type { Texture } from '../texture.ts';

/** A printed sheet: size, bend, and the way from photo pixels to points on it. */
export interface Sheet {
  mesh: Mesh;
  /** point on the sheet (model space) of a photo pixel */
  at(x: number, y: number): Vec3;
}

/**
 * Prints a photo. Dye inks (cyan, magenta, yellow) pass 850 nm, so paper shines through; carbon black absorbs there as
 * it does in the visible. A printer replaces the grey part of a colour by black to a degree that depends on the
 * driver: that degree is what is left of the face in IR.
 */
export function printed(photo: Photo, spec: SceneSpec): Texture {
  const r = new Random(spec.seed, 0x1c);
  const black = { dye: 0.04, carbon: 0.95, mixed: r.uniform(0.2, 0.8) }[spec.ink];
  const { width, height, planes } = photo.surface;
  const data = new Uint8Array(width * height * 4);
  const paper = 0.86;
  const fade = r.uniform(0.9, 1);
  for (let k = 0; k < width * height; k++) {
    const rgb = [LINEAR[planes[0]![k]!]!, LINEAR[planes[1]![k]!]!, LINEAR[planes[2]![k]!]!] as const;
    const light = Math.max(...rgb);
    const ink = 1 - light ** (1 / 1.6);
    for (let c = 0; c < 3; c++) data[k * 4 + c] = 255 * (0.045 + (paper - 0.045) * Math.min(1, rgb[c]! * fade));
    data[k * 4 + 3] = 255 * (0.8 * (1 - 0.06 * ink) * (1 - 0.93 * ink * black));
  }
  return { width, height, data };
}

/** Curves a sheet of `wide` x `high` metres about its vertical axis; bend in radians across the width. */
export function bentSheet(texture: Texture, wide: number, high: number, bend: number, tag: number = TAG.prop): Sheet {
  const point = (s: number, t: number): Vec3 => {
    const across = (s - 0.5) * wide;
    const y = (t - 0.5) * high;
    if (Math.abs(bend) < 1e-4) return [across, y, 0];
    const radius = wide / bend;
    const a = across / radius;
    return [radius * Math.sin(a), y, radius * (Math.cos(a) - 1)];
  };
  const mesh = sheet(32, 40, point, { texture, tag, twoSided: true, specular: 0.05, gloss: 8 });
  return { mesh, at: (x, y) => point(x / texture.width, 1 - y / texture.height) };
}

/** Where the printed face is in the world. */
export function pointsOn(sheetOf: Sheet, photo: Pick<Photo, 'landmarks' | 'outline'>, place: Placement): FacePoints {
  const lift = ([x, y]: [number, number]) => transform(place, sheetOf.at(x, y));
  return { landmarks: photo.landmarks.map(lift), outline: photo.outline.map(lift) };
}
