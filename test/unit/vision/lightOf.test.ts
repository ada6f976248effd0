import t from 'tap';
import { lightOf } from '../../../src/vision/capture/lightOf.ts';
import { noEmitter } from '../../../src/vision/emitter/noEmitter.ts';
import type { CameraFrame } from '../../../src/vision/v4l2Camera.ts';

const frame = (change: Partial<CameraFrame> = {}): CameraFrame => ({
  data: new Uint8Array(),
  sequence: 1,
  timestampUs: 1_000_000,
  clock: 'monotonic',
  exposureStart: true,
  arrivedUs: 1_040_000,
  illuminated: null,
  dmabuf: () => -1,
  release() {},
  ...change,
});

/** A light of our own that answers `state` and remembers what it was asked. */
function ours(state: boolean | null) {
  const asked: number[][] = [];
  const stateAt = (startUs: number, endUs: number) => {
    asked.push([startUs, endUs]);
    return state;
  };
  return { emitter: { ...noEmitter('test'), stateAt }, asked };
}

t.test('the exposure: first row to last, by which end is stamped', async (t) => {
  const { emitter, asked } = ours(true);
  lightOf(frame(), { fps: 50, settings: { exposure: 80 } }, emitter);
  lightOf(frame({ exposureStart: false }), { fps: 50, settings: { exposure: 80 } }, emitter);
  lightOf(frame(), { fps: 50, settings: { exposure: 'auto' } }, emitter);
  lightOf(frame(), { fps: 50 }, emitter);
  t.same(asked, [
    [1_000_000, 1_028_000],
    [972_000, 1_000_000],
    [1_000_000, 1_040_000],
    [1_000_000, 1_040_000],
  ]);
});

t.test('one who knows is believed, two must agree', async (t) => {
  const camera = { fps: 30 };
  for (const reported of [true, false, null]) {
    t.equal(lightOf(frame({ illuminated: reported }), camera, noEmitter('none')), reported);
    for (const switched of [true, false, null]) {
      const expected = reported === null ? switched : switched === null || switched === reported ? reported : null;
      const seen = lightOf(frame({ illuminated: reported }), camera, ours(switched).emitter);
      t.equal(seen, expected, `camera ${reported}, switch ${switched}`);
    }
  }
});
