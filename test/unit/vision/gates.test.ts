import t from 'tap';
import { GuidanceFilter } from '../../../src/vision/guidanceFilter.ts';
import type { Face } from '../../../src/vision/observation.ts';
import { TEMPLATE_112 } from '../../../src/vision/stages/align.ts';
import { judge, pose } from '../../../src/vision/stages/quality.ts';

const FRAME = { width: 640, height: 480 };
const LUMA = { mean: 110, clippedLow: 0, clippedHigh: 0, sharpness: 60 };

function face(x = 320, y = 240, eyes = 70, turn = 0): Face {
  const scale = eyes / 35.2;
  const angle = (turn * Math.PI) / 180;
  const landmarks = TEMPLATE_112.map((point) => {
    const dx = (point.x - 56) * scale;
    const dy = (point.y - 70) * scale;
    return { x: x + dx * Math.cos(angle) - dy * Math.sin(angle), y: y + dx * Math.sin(angle) + dy * Math.cos(angle) };
  });
  return {
    box: { x: x - 38 * scale, y: y - 55 * scale, width: 76 * scale, height: 100 * scale },
    landmarks,
    score: 0.9,
  };
}

t.test('a plain frontal face passes and has no pose', async (t) => {
  const quality = judge(face(), LUMA, FRAME);
  t.ok(quality.ok);
  t.equal(quality.guidance, null);
  t.ok(Math.abs(quality.yaw) < 3 && Math.abs(quality.pitch) < 3 && Math.abs(quality.roll) < 1);
  t.ok(Math.abs(quality.eyeDistance - 70) < 0.5);
});

t.test('every gate names what the customer can do', async (t) => {
  const says = (guidance: string, seen: Face, luma = LUMA) => {
    const quality = judge(seen, luma, FRAME);
    t.equal(quality.guidance, guidance);
    t.notOk(quality.ok);
  };
  says('comeCloser', face(320, 240, 22));
  says('moveBack', face(320, 240, 230));
  says('moveToCentre', face(585, 240));
  says('lookAtCamera', face(320, 240, 70, 40));
  const turned = face();
  turned.landmarks[2]!.x += 50;
  says('lookAtCamera', turned);
  says('moreLight', face(), { ...LUMA, mean: 12 });
  says('lessLight', face(), { ...LUMA, clippedHigh: 0.4 });
  says('holdStill', face(), { ...LUMA, sharpness: 2 });
});

t.test('the sign of the pose', async (t) => {
  const right = face();
  right.landmarks[2]!.x += 20;
  t.ok(pose(right)!.yaw > 10);
  const up = face();
  up.landmarks[2]!.y -= 15;
  t.ok(pose(up)!.pitch > 10);
  t.ok(pose(face(320, 240, 70, 15))!.roll > 14);
});

t.test('guidance is said when it is stable, once, and not too often', async (t) => {
  const filter = new GuidanceFilter();
  const said: (string | null)[] = [];
  const feed = (guidance: 'comeCloser' | 'moreLight' | null, times: number, fromMs: number) => {
    for (let i = 0; i < times; i++) said.push(filter.next(guidance, fromMs + 33 * i));
  };
  feed('comeCloser', 2, 0);
  feed(null, 1, 66);
  t.strictSame(said.filter(Boolean), [], 'two pairs are not stable');
  feed('comeCloser', 30, 1000);
  t.strictSame(said.filter(Boolean), ['comeCloser'], 'said once');
  feed('moreLight', 5, 1200);
  t.strictSame(said.filter(Boolean), ['comeCloser'], 'too soon after the last');
  feed('moreLight', 3, 3000);
  t.strictSame(said.filter(Boolean), ['comeCloser', 'moreLight']);
  feed(null, 5, 4000);
  feed('moreLight', 5, 5000);
  t.strictSame(said.filter(Boolean), ['comeCloser', 'moreLight', 'moreLight'], 'again after all was well');
});
