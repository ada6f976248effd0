import t from 'tap';
import type { FrameObservation } from '../../../src/vision/observation.ts';
import { judgePair } from '../../../src/vision/review/reviewPairs.ts';

const limits = { maxCorrespondence: 0.3, padRgb: 0, padIr: 0, match: 0.5 };
const face = { box: { x: 1, y: 1, width: 100, height: 120 }, landmarks: [], score: 0.9 };
const quality = { ok: true, guidance: null, eyeDistance: 60, luma: 100, clippedLow: 0, clippedHigh: 0, sharpness: 50 };

function observation(change: object = {}): FrameObservation {
  return {
    pair: 0,
    rgbTimestampUs: 1,
    irTimestampUs: 1,
    skewUs: 0,
    illuminated: true,
    halfBit: null,
    faces: { rgb: 1, ir: 1 },
    rgb: { face, quality: { ...quality, yaw: 0, pitch: 0, roll: 0 } },
    ir: { face, faceLuma: 100, borderLuma: 20, clippedHigh: 0 },
    correspondence: 0.1,
    padRgb: 2,
    padIr: 2,
    ...change,
  };
}

t.test('one reason per pair, the physical ones first', async (t) => {
  t.equal(judgePair(observation(), limits), null);
  t.equal(judgePair(observation({ rgb: null }), limits), 'noFace');
  t.equal(judgePair(observation({ ir: null }), limits), 'noFaceInIr');
  t.equal(judgePair(observation({ faces: { rgb: 2, ir: 1 } }), limits), 'severalFaces');
  t.equal(judgePair(observation({ correspondence: 0.31 }), limits), 'apart');
  t.equal(judgePair(observation({ padRgb: -0.1 }), limits), 'padRgb');
  t.equal(judgePair(observation({ padIr: -0.1 }), limits), 'padIr');
});

t.test('a number that is missing or not finite refuses', async (t) => {
  for (const value of [null, Number.NaN]) {
    t.equal(judgePair(observation({ correspondence: value }), limits), 'apart');
    t.equal(judgePair(observation({ padRgb: value }), limits), 'padRgb');
    t.equal(judgePair(observation({ padIr: value }), limits), 'padIr');
  }
});

t.test('R11: raising a model output never turns a refusal by physics into a pass', async (t) => {
  const physics = [
    { rgb: null },
    { ir: null },
    { faces: { rgb: 1, ir: 2 } },
    { correspondence: 0.5 },
    { correspondence: null },
  ];
  for (const fault of physics) {
    for (const padRgb of [-20, 0, 20, Number.MAX_VALUE]) {
      for (const padIr of [-20, 0, 20, Number.MAX_VALUE]) {
        t.not(judgePair(observation({ ...fault, padRgb, padIr }), limits), null);
      }
    }
  }
});
