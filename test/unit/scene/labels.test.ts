import t from 'tap';
import { labelsOf } from '../../../src/simulator/scene/labels.ts';
import { KINDS } from '../../../src/simulator/scene/spec.ts';
import { quiet } from './faces.ts';

t.test('landmarks lie in the box, left before right, eyes above mouth', async (t) => {
  for (const kind of KINDS) {
    const labels = labelsOf(quiet({ kind }).stage(10));
    if (kind === 'nobody') {
      t.equal(labels, null);
      continue;
    }
    for (const { box, landmarks } of [labels!.rgb, labels!.ir]) {
      const [x, y, w, h] = box;
      t.ok(
        landmarks.every(([u, v]) => u > x && u < x + w && v > y && v < y + h),
        kind,
      );
      const [left, right, nose, mouthLeft, mouthRight] = landmarks as [number, number][] as [
        [number, number],
        [number, number],
        [number, number],
        [number, number],
        [number, number],
      ];
      t.ok(left[0] < right[0] && mouthLeft[0] < mouthRight[0]);
      t.ok(left[1] < nose[1] && nose[1] < mouthLeft[1] && nose[1] < mouthRight[1]);
    }
  }
});

t.test('the IR camera stands 30 mm to the right: the face is further left, more so when near', async (t) => {
  const shift = (distance: number) => {
    const { rgb, ir } = labelsOf(quiet({ distance }).stage(0))!;
    return rgb.landmarks[2]![0] - ir.landmarks[2]![0];
  };
  t.ok(shift(0.4) > shift(0.7));
  t.ok(shift(0.5) > 25 && shift(0.5) < 45);
});

t.test('what 850 nm does not show is labelled so', async (t) => {
  const visible = (spec: Record<string, unknown>) => labelsOf(quiet(spec).stage(0))!.ir.visible;
  t.equal(visible({ kind: 'live' }), true);
  t.equal(visible({ kind: 'tablet' }), false);
  t.equal(visible({ kind: 'ir-empty' }), false);
  t.equal(visible({ kind: 'print', ink: 'dye' }), false);
  t.equal(visible({ kind: 'print', ink: 'carbon' }), true);
});

t.test('turning right moves the nose right, looking up moves it up, roll is clockwise', async (t) => {
  const nose = (spec: Record<string, unknown>) => {
    const [l, r, n] = labelsOf(quiet(spec).stage(0))!.rgb.landmarks as number[][] as [number[], number[], number[]];
    return { x: n[0]! - (l[0]! + r[0]!) / 2, y: n[1]! - (l[1]! + r[1]!) / 2, slope: r[1]! - l[1]! };
  };
  const still = nose({});
  t.ok(nose({ yaw: [20, 20] }).x > still.x + 8);
  t.ok(nose({ pitch: [15, 15] }).y < still.y - 4);
  t.ok(nose({ roll: [10, 10] }).slope > 5);
});
