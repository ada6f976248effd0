import { TAG } from '../mesh.ts';
import type { Photo } from '../photo.ts';
import type { SceneSpec } from '../spec.ts';
import type { Stage } from '../stage.ts';
import { type PrintProps, preparePrint, stagePrint } from './print.ts';

/** The sheet trimmed along the head: no straight edge left to see (GB/T 41987 cut-out photo). */
export function prepareCutout(spec: SceneSpec): PrintProps {
  const props = preparePrint(spec);
  const texture = props.sheet.mesh.texture;
  props.sheet.mesh.texture = { ...texture, mask: headMask(props.photo) };
  // thumbs would float where paper is gone: the hand is behind the neck
  return { ...props, held: [] };
}

export function stageCutout(spec: SceneSpec, frame: number, props: PrintProps): Stage {
  return stagePrint(spec, frame, props);
}

/** Head pixels grown by a few (scissors do not follow hairs), shoulders cut below the chin. */
function headMask(photo: Photo): Uint8Array {
  const { width, height, tags } = photo.surface;
  const chin = Math.max(...photo.outline.map((p) => p[1]));
  const mask = new Uint8Array(width * height);
  const grow = 4;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const tag = tags[y * width + x]!;
      if (tag === TAG.background || tag === TAG.torso || y > chin + 8) continue;
      for (let v = Math.max(0, y - grow); v <= Math.min(height - 1, y + grow); v++) {
        mask.fill(1, v * width + Math.max(0, x - grow), v * width + Math.min(width, x + grow + 1));
      }
    }
  }
  return mask;
}
