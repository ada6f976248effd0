import t from 'tap';
import { decide } from '../../../src/teller/policy/decide.ts';
import { fuse } from '../../../src/teller/policy/fuse.ts';
import { faceIsPossible, frameIsPossible } from '../../../src/teller/policy/geometry.ts';
import { toHalfBits } from '../../../src/teller/policy/illumination.ts';
import type { Face } from '../../../src/vision/observation.ts';
import { CODE, capture, claimInput, face, faceInput, SIZES, seeded } from './fixtures.ts';

const SETS = 10_000;

t.test('a normal face is possible, at the edge too', (t) => {
  t.ok(faceIsPossible(face(), SIZES.rgb));
  const moved = (dx: number) => ({
    ...face(),
    box: { ...face().box, x: face().box.x + dx },
    landmarks: face().landmarks.map(({ x, y }) => ({ x: x + dx, y })),
  });
  t.ok(faceIsPossible(moved(-230), SIZES.rgb), 'a box that hangs over a little');
  t.notOk(faceIsPossible(moved(-271), SIZES.rgb), 'an eye outside the picture');
  t.end();
});

t.test(`R15: ${SETS} pathological sets, none accepted`, (t) => {
  const random = seeded(15);
  const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 1e9, -1e9, 640.5, 5000];
  const pick = () => bad[Math.floor(random() * bad.length)]!;
  const spoil: ((good: Face) => Face)[] = [
    (good) => ({
      ...good,
      landmarks: good.landmarks.map((p, i) => (i === Math.floor(random() * 5) ? { ...p, x: pick() } : p)),
    }),
    (good) => ({ ...good, landmarks: good.landmarks.map((p) => ({ ...p, y: pick() })) }),
    (good) => ({ ...good, landmarks: good.landmarks.map(() => ({ x: 300, y: 200 })) }),
    (good) => ({ ...good, landmarks: good.landmarks.map((p, i) => (i < 2 ? { x: 300 + random(), y: 200 } : p)) }),
    (good) => ({ ...good, landmarks: good.landmarks.slice(0, Math.floor(random() * 5)) }),
    (good) => ({ ...good, landmarks: [...good.landmarks].reverse() }),
    (good) => ({ ...good, box: { ...good.box, width: random() * 7 } }),
    (good) => ({ ...good, box: { ...good.box, height: -good.box.height } }),
    (good) => ({ ...good, box: { ...good.box, x: pick() * 1000 } }),
    (good) => ({ ...good, box: { x: 0, y: 0, width: 640, height: 20 } }),
    (good) => ({ ...good, box: { ...good.box, y: Number.NaN } }),
  ];
  let accepted = 0;
  for (let i = 0; i < SETS; i++) {
    const good = face();
    let changed = spoil[i % spoil.length]!(good);
    // The landmark picked may have been left alone by chance: then spoil it for certain.
    if (JSON.stringify(changed) === JSON.stringify(good)) changed = { ...good, landmarks: [] };
    if (faceIsPossible(changed, SIZES.rgb)) accepted++;
  }
  t.equal(accepted, 0);
  t.end();
});

t.test('impossible numbers anywhere in a frame', (t) => {
  const [frame] = capture();
  t.ok(frameIsPossible(frame!, SIZES));
  const ir = frame!.ir!;
  for (const odd of [
    { ...frame!, ir: { ...ir, faceLuma: Number.NaN } },
    { ...frame!, ir: { ...ir, faceLuma: 256 } },
    { ...frame!, ir: { ...ir, borderLuma: -1 } },
    { ...frame!, correspondence: Number.NaN },
    { ...frame!, correspondence: -0.1 },
    { ...frame!, padRgb: Number.POSITIVE_INFINITY },
    { ...frame!, padIr: Number.NaN },
    { ...frame!, skewUs: Number.NaN },
  ]) {
    t.notOk(frameIsPossible(odd, SIZES));
  }
  t.end();
});

t.test('an impossible face in the embedding, or in many pairs, refuses the capture', (t) => {
  const wrong = face({ landmarks: face().landmarks.map(() => ({ x: Number.NaN, y: 0 })) });
  const frames = capture();
  const spoilt = (count: number) =>
    frames.map((frame, i) => (i < count ? { ...frame, rgb: { ...frame.rgb!, face: wrong } } : frame));
  const verdict = (count: number, embedded: number[]) =>
    decide({ ...claimInput(), face: faceInput({ fused: fuse(spoilt(count), toHalfBits(CODE), embedded, SIZES) }) })
      .reasons;
  t.ok(verdict(1, [0]).includes('GEOMETRY_INVALID'), 'it went into the embedding');
  t.notOk(verdict(1, [8]).includes('GEOMETRY_INVALID'), 'one bad pair elsewhere is left out');
  t.ok(verdict(8, [20]).includes('GEOMETRY_INVALID'), 'a quarter of the pairs');
  t.end();
});
