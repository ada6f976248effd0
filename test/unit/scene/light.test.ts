import t from 'tap';
import { EMITTER } from '../../../src/simulator/scene/camera.ts';
import { type Lighting, shade } from '../../../src/simulator/scene/light.ts';

const dark: Lighting = {
  channel: 'ir',
  tint: [1],
  key: [0, -1, 0],
  keyPower: 0,
  fill: [0, 0, -1],
  fillPower: 0,
  ambient: 0,
  emitter: 0.25,
};

/** Diffuse light on one patch straight before the emitter, turned by `turn` radians. */
function patch(light: Lighting, distance: number, turn = 0): number {
  const out = { diffuse: new Float32Array(1), highlight: new Float32Array(1) };
  const at = new Float32Array([EMITTER.x, EMITTER.y, distance]);
  const normal = new Float32Array([Math.sin(turn), 0, -Math.cos(turn)]);
  shade(light, at, normal, new Float32Array([1]), 1, { specular: 0, gloss: 1, twoSided: false }, out);
  return out.diffuse[0]!;
}

t.test('the emitter falls with the square of the distance', async (t) => {
  t.ok(Math.abs(patch(dark, 0.4) / patch(dark, 0.8) - 4) < 1e-4);
  t.ok(Math.abs(patch(dark, 0.5) - 1) < 1e-5, '0.25 at 1 m is 1 at 0.5 m');
});

t.test('a surface that turns away gets less, a back nothing', async (t) => {
  t.ok(patch(dark, 0.5, 1) < 0.6 * patch(dark, 0.5));
  t.equal(patch(dark, 0.5, 2), 0);
});

t.test('with the emitter off only the room is left', async (t) => {
  t.equal(patch({ ...dark, emitter: 0 }, 0.5), 0);
  t.equal(patch({ ...dark, emitter: 0, ambient: 0.2 }, 0.5).toFixed(3), '0.150');
});
