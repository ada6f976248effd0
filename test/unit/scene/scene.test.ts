import t from 'tap';
import { KINDS } from '../../../src/simulator/scene/spec.ts';
import { faceLevel, quiet, statistics } from './faces.ts';

t.test('the same spec and frame give the same bytes, whatever was rendered before', async (t) => {
  for (const kind of KINDS) {
    const one = quiet({ kind, noise: 2 });
    const two = quiet({ kind, noise: 2 });
    two.rgb(3);
    two.ir(4, true);
    t.ok(one.rgb(7).equals(two.rgb(7)), `${kind} rgb`);
    t.ok(one.ir(7, true).equals(two.ir(7, true)), `${kind} ir`);
  }
});

t.test('another frame, seed or person gives another picture', async (t) => {
  const scene = quiet({ kind: 'live' });
  t.notOk(scene.rgb(0).equals(scene.rgb(15)));
  t.notOk(scene.rgb(0).equals(quiet({ kind: 'live', seed: 5 }).rgb(0)));
  t.notOk(scene.rgb(0).equals(quiet({ kind: 'live', identity: 22 }).rgb(0)));
});

t.test('frames have the size of their format', async (t) => {
  const scene = quiet({});
  t.equal(scene.rgb(0).length, 640 * 480 * 2);
  t.equal(scene.ir(0, false).length, 640 * 480);
});

t.test('the emitter lights a live face and only the emitter', async (t) => {
  const scene = quiet({ kind: 'live' });
  t.ok(faceLevel(scene, true) > 45);
  t.ok(faceLevel(scene, false) < 8);
  t.ok(faceLevel(quiet({ kind: 'live', ambientIr: 1 }), false) > 30, 'room light at 850 nm shows without it');
});

t.test('a screen is black glass at 850 nm', async (t) => {
  const level = statistics(quiet({ kind: 'tablet', yaw: [25, 25] }), true).mean;
  t.ok(level < 12, `turned away from the mirror spot: ${level.toFixed(1)}`);
});

t.test('dye ink vanishes at 850 nm, carbon black stays', async (t) => {
  const dye = statistics(quiet({ kind: 'print', ink: 'dye' }), true);
  const carbon = statistics(quiet({ kind: 'print', ink: 'carbon' }), true);
  t.ok(dye.mean > 90, 'paper is bright');
  t.ok(dye.deviation / dye.mean < 0.1, 'and blank');
  t.ok(carbon.deviation / carbon.mean > 2 * (dye.deviation / dye.mean), 'carbon shows the face');
});

t.test('paper is flat where a head falls off', async (t) => {
  const live = statistics(quiet({ kind: 'live' }), true);
  const paper = statistics(quiet({ kind: 'print', ink: 'dye' }), true);
  t.ok(live.deviation / live.mean > 2.5 * (paper.deviation / paper.mean));
});

t.test('an injected colour stream leaves the IR room empty', async (t) => {
  const injected = quiet({ kind: 'ir-empty' });
  const nobody = quiet({ kind: 'nobody' });
  t.ok(injected.ir(3, true).equals(nobody.ir(3, true)));
  t.notOk(injected.rgb(3).equals(nobody.rgb(3)));
});

t.test('a replayed video moves; a print does not, but for the hand', async (t) => {
  const landmarks = (kind: string, frame: number) => {
    const [eye, , nose] = quiet({ kind }).stage(frame).face!.landmarks as number[][] as [number[], number[], number[]];
    return Math.hypot(eye[0]! - nose[0]!, eye[1]! - nose[1]!);
  };
  t.ok(Math.abs(landmarks('print', 0) - landmarks('print', 30)) < 1e-6);
  t.ok(Math.abs(landmarks('tablet', 0) - landmarks('tablet', 30)) > 1e-5);
});
