import type { Camera } from './camera.ts';
import { project } from './camera.ts';
import type { Lighting } from './light.ts';
import type { Glint } from './stage.ts';
import type { Surface } from './surface.ts';

/** Adds glints to a drawn surface, each a small round spot that the depth buffer may hide. */
export function drawGlints(surface: Surface, camera: Camera, lighting: Lighting, glints: readonly Glint[]): void {
  for (const g of glints) {
    const level = lighting.channel === 'rgb' ? g.rgb : lighting.emitter > 0 ? g.ir : 0;
    if (level <= 0) continue;
    const [px, py] = project(camera, g.at);
    const sigma = Math.max(0.6, (g.size * camera.focal) / g.at[2]);
    const reach = Math.ceil(sigma * 2.5);
    const near = 1 / g.at[2];
    for (let y = Math.max(0, Math.floor(py) - reach); y <= Math.min(surface.height - 1, Math.floor(py) + reach); y++) {
      for (let x = Math.max(0, Math.floor(px) - reach); x <= Math.min(surface.width - 1, Math.floor(px) + reach); x++) {
        const at = y * surface.width + x;
        // 3 mm of slack: the spot lies on the surface that hides it
        if (surface.near[at]! > near * 1.008) continue;
        const q = ((x + 0.5 - px) ** 2 + (y + 0.5 - py) ** 2) / (2 * sigma * sigma);
        const add = 255 * level * Math.exp(-q);
        for (const plane of surface.planes) plane[at] = Math.min(255, plane[at]! + add);
      }
    }
  }
}
