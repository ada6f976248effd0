import t from 'tap';
import type { Camera } from '../../../src/simulator/scene/camera.ts';
import type { Lighting } from '../../../src/simulator/scene/light.ts';
import { place } from '../../../src/simulator/scene/math.ts';
import { type Mesh, sheet, TAG } from '../../../src/simulator/scene/mesh.ts';
import { draw } from '../../../src/simulator/scene/rasterise.ts';
import { Surface } from '../../../src/simulator/scene/surface.ts';
import { solid, type Texture } from '../../../src/simulator/scene/texture.ts';

const camera: Camera = { width: 64, height: 48, focal: 64, cx: 32, cy: 24, x: 0 };
const flat: Lighting = {
  channel: 'rgb',
  tint: [1, 1, 1],
  key: [0, -1, 0],
  keyPower: 0,
  fill: [0, 0, -1],
  fillPower: 0,
  ambient: 1,
  emitter: 0,
};

function square(texture: Texture, size: number, tag: number, twoSided = true): Mesh {
  return sheet(2, 2, (s, u) => [(s - 0.5) * size, (u - 0.5) * size, 0], { texture, tag, twoSided, specular: 0 });
}

function picture(...shapes: [Mesh, number, number?][]): Surface {
  const surface = new Surface(64, 48, 3);
  surface.begin([0, 1, 2].map(() => new Uint8Array(64 * 48)));
  const instances = shapes.map(([mesh, z, yaw]) => ({ mesh, at: place(yaw ?? 0, 0, 0, [0, 0, z]) }));
  draw(surface, camera, flat, instances);
  return surface;
}

t.test('a square fills exactly the pixels that it covers', async (t) => {
  // 0.25 m at 1 m with focal 64 = 16 pixels, centred on (32, 24)
  const s = picture([square(solid([1, 0.5, 0], 0), 0.25, TAG.prop), 1]);
  const covered = [...s.tags].map((tag, k) => [tag, k % 64, Math.floor(k / 64)] as const).filter(([tag]) => tag > 0);
  t.equal(covered.length, 256);
  t.equal(Math.min(...covered.map(([, x]) => x)), 24);
  t.equal(Math.max(...covered.map(([, , y]) => y)), 31);
  t.equal(s.planes[2]![24 * 64 + 32], 0, 'blue reflectance 0');
  t.ok(s.planes[0]![24 * 64 + 32]! > s.planes[1]![24 * 64 + 32]!);
});

t.test('the nearer surface wins in either order', async (t) => {
  const near = square(solid([1, 1, 1], 0), 0.1, TAG.screen);
  const far = square(solid([1, 1, 1], 0), 0.5, TAG.torso);
  const middle = 24 * 64 + 32;
  t.equal(picture([near, 0.5], [far, 1]).tags[middle], TAG.screen);
  t.equal(picture([far, 1], [near, 0.5]).tags[middle], TAG.screen);
});

t.test('what is cut away shows what is behind', async (t) => {
  const holed: Texture = { width: 2, height: 1, data: new Uint8Array(8).fill(255), mask: new Uint8Array([0, 1]) };
  const s = picture([square(holed, 0.25, TAG.prop), 0.5], [square(solid([1, 1, 1], 0), 0.6, TAG.skin), 1]);
  t.equal(s.tags[24 * 64 + 28], TAG.skin, 'left half is cut');
  t.equal(s.tags[24 * 64 + 36], TAG.prop);
});

t.test('one-sided surfaces have no back', async (t) => {
  const s = picture([square(solid([1, 1, 1], 0), 0.25, TAG.prop, false), 1, Math.PI]);
  t.ok(s.tags.every((tag) => tag === 0));
});

t.test('a surface that leaves the picture is clipped', async (t) => {
  const s = picture([square(solid([1, 1, 1], 0), 40, TAG.prop), 1]);
  t.ok(s.tags.every((tag) => tag === TAG.prop));
});
