import t from 'tap';
import type { Face } from '../../../src/vision/observation.ts';
import { alignmentTo, TEMPLATE_112 } from '../../../src/vision/stages/align.ts';
import { correspondence, expectedIrBox } from '../../../src/vision/stages/correspondence.ts';
import { cropRegion } from '../../../src/vision/stages/crop.ts';
import { faceFault, iou } from '../../../src/vision/stages/geometry.ts';

const FRAME = { width: 640, height: 480 };

/** A plain frontal face with its box around (x, y) and the given eye distance. */
function face(x: number, y: number, eyes: number): Pick<Face, 'box' | 'landmarks'> {
  const scale = eyes / 35.2;
  const landmarks = TEMPLATE_112.map((point) => ({ x: x + (point.x - 56) * scale, y: y + (point.y - 70) * scale }));
  return { box: { x: x - 38 * scale, y: y - 55 * scale, width: 76 * scale, height: 100 * scale }, landmarks };
}

/** Deterministic numbers in 0..1 (mulberry32), so that a failing set can be found again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

t.test('plain faces pass', async (t) => {
  const random = randomFrom(1);
  let passed = 0;
  for (let i = 0; i < 2000; i++) {
    const eyes = 20 + random() * 80;
    const good = face(160 + random() * 320, 150 + random() * 150, eyes);
    if (faceFault(good, FRAME) === null) passed++;
  }
  t.ok(passed > 1800, `${passed} of 2000`);
});

t.test('R15: 12,000 pathological faces, none accepted', async (t) => {
  const random = randomFrom(15);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const poison = () => pick([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300]);
  const outside = (limit: number) => (random() < 0.5 ? -1 - random() * 5000 : limit + random() * 5000);
  const breaks: ((f: Pick<Face, 'box' | 'landmarks'>) => void)[] = [
    (f) => {
      pick(f.landmarks).x = poison();
    },
    (f) => {
      pick(f.landmarks).y = poison();
    },
    (f) => {
      f.box[pick(['x', 'y', 'width', 'height'] as const)] = poison();
    },
    (f) => {
      pick(f.landmarks).x = outside(FRAME.width);
    },
    (f) => {
      pick(f.landmarks).y = outside(FRAME.height);
    },
    (f) => {
      f.box[pick(['width', 'height'] as const)] = -random() * 200;
    },
    (f) => {
      f.box[pick(['width', 'height'] as const)] = random() * 15;
    },
    (f) => {
      f.box.x = pick([-1, 1]) * (2000 + random() * 2000);
    },
    // all five points in one place
    (f) => {
      f.landmarks = f.landmarks.map(() => ({ ...f.landmarks[2]! }));
    },
    // all on one line
    (f) => {
      f.landmarks = f.landmarks.map((point) => ({ x: point.x, y: f.landmarks[0]!.y }));
    },
    // upside down: mouth above the eyes
    (f) => {
      f.landmarks = [3, 4, 2, 0, 1].map((index) => ({ ...f.landmarks[index]! }));
    },
    // mirrored: the left eye is the right one
    (f) => {
      f.landmarks = [1, 0, 2, 4, 3].map((index) => ({ ...f.landmarks[index]! }));
    },
    // mouth corners crossed
    (f) => {
      f.landmarks = [0, 1, 2, 4, 3].map((index) => ({ ...f.landmarks[index]! }));
    },
    // eyes in one place
    (f) => {
      f.landmarks[1] = { ...f.landmarks[0]! };
    },
    (f) => {
      f.landmarks.pop();
    },
    (f) => {
      f.landmarks.push({ x: 300, y: 200 });
    },
    // landmarks of another face
    (f) => {
      f.landmarks = face(f.box.x < 320 ? 560 : 80, 240, 30).landmarks;
    },
  ];
  let accepted = 0;
  for (let i = 0; i < 12_000; i++) {
    const bad = structuredClone(face(200 + random() * 240, 180 + random() * 100, 25 + random() * 40));
    breaks[i % breaks.length]!(bad);
    if (faceFault(bad, FRAME) === null) accepted++;
  }
  t.equal(accepted, 0);
});

t.test('alignment maps the template onto the landmarks', async (t) => {
  const turn = (degrees: number, scale: number, dx: number, dy: number) => {
    const c = Math.cos((degrees * Math.PI) / 180) * scale;
    const s = Math.sin((degrees * Math.PI) / 180) * scale;
    return TEMPLATE_112.map(({ x, y }) => ({ x: c * x - s * y + dx, y: s * x + c * y + dy }));
  };
  for (const [degrees, scale] of [
    [0, 1],
    [20, 1.7],
    [-35, 0.6],
  ] as const) {
    const landmarks = turn(degrees, scale, 200, 150);
    const map = alignmentTo(landmarks, 112)!;
    for (const [index, point] of TEMPLATE_112.entries()) {
      const x = map[0] * point.x + map[1] * point.y + map[2];
      const y = map[3] * point.x + map[4] * point.y + map[5];
      t.ok(Math.hypot(x - landmarks[index]!.x, y - landmarks[index]!.y) < 1e-6);
    }
  }
  t.equal(
    alignmentTo(
      TEMPLATE_112.map(() => ({ x: 5, y: 5 })),
      112,
    ),
    null,
    'one point',
  );
  t.equal(
    alignmentTo(
      TEMPLATE_112.map(() => ({ x: Number.NaN, y: 5 })),
      112,
    ),
    null,
    'not finite',
  );
});

t.test('crops lie inside the frame', async (t) => {
  const box = { x: 10, y: 400, width: 60, height: 80 };
  t.strictSame(cropRegion(box, { kind: 'square', factor: 1.2 }, FRAME), { x: 0, y: 384, width: 96, height: 96 });
  const large = cropRegion(box, { kind: 'square', factor: 8 }, FRAME);
  t.strictSame(large, { x: 0, y: 0, width: 480, height: 480 });
  const own = cropRegion(box, { kind: 'box', factor: 4 }, FRAME);
  t.ok(Math.abs(own.width / own.height - 60 / 80) < 1e-9, 'keeps the aspect of the box');
  t.ok(own.x >= 0 && own.y >= 0 && own.x + own.width <= 640 && own.y + own.height <= 480);
});

t.test('R12: the distance is in box widths, after the rig offset, at any distance', async (t) => {
  const ir = { width: 640, height: 480 };
  const rig = { offsetX: 0.2, offsetY: -0.05 };
  for (const width of [80, 160, 240]) {
    const rgb = { x: 100, y: 100, width, height: width * 1.3 };
    const expected = expectedIrBox(rgb, FRAME, ir, rig);
    t.equal(correspondence(rgb, expected, FRAME, ir, rig), 0, 'parallax grows with the face');
    const off = { ...expected, x: expected.x + 0.3 * width };
    t.ok(Math.abs(correspondence(rgb, off, FRAME, ir, rig) - 0.3) < 1e-9);
  }
  const half = { width: 320, height: 240 };
  const seen = { x: 50, y: 50, width: 80, height: 100 };
  t.equal(
    correspondence({ x: 100, y: 100, width: 160, height: 200 }, seen, FRAME, half, { offsetX: 0, offsetY: 0 }),
    0,
  );
  const huge = { x: 0, y: 0, width: 640, height: 480 };
  const small = { x: 500, y: 350, width: 100, height: 100 };
  t.ok(correspondence(small, huge, FRAME, ir, { offsetX: 0, offsetY: 0 }) > 1, 'a huge box hides no distance');
});

t.test('overlap', async (t) => {
  const a = { x: 0, y: 0, width: 10, height: 10 };
  t.equal(iou(a, a), 1);
  t.equal(iou(a, { ...a, x: 5 }), 1 / 3);
  t.equal(iou(a, { ...a, x: 10 }), 0);
});
