import t from 'tap';
import { ambientIr } from '../../../src/teller/policy/ambientIr.ts';
import { captureQuality } from '../../../src/teller/policy/captureQuality.ts';
import { correspondence } from '../../../src/teller/policy/correspondence.ts';
import { decide } from '../../../src/teller/policy/decide.ts';
import { fuse } from '../../../src/teller/policy/fuse.ts';
import { toHalfBits } from '../../../src/teller/policy/illumination.ts';
import { irResponse } from '../../../src/teller/policy/irResponse.ts';
import { liveness } from '../../../src/teller/policy/liveness.ts';
import { cosine, match } from '../../../src/teller/policy/match.ts';
import { chargeFor, worthRetrying } from '../../../src/teller/policy/reasons.ts';
import type { FrameObservation } from '../../../src/vision/observation.ts';
import { CODE, capture, claimInput, embeddingOf, faceInput, type SceneOptions, SIZES } from './fixtures.ts';

const fused = (options: SceneOptions = {}) => fuse(capture(CODE, options), toHalfBits(CODE), [0, 4, 8], SIZES);

t.test('fusion: medians and shares over the capture', (t) => {
  const result = fused();
  t.match(result, {
    pairs: 32,
    usable: 32,
    litPairs: 16,
    irFaceShare: 1,
    ambientLuma: 35,
    irDifference: 55,
    correspondence: 0.05,
    maxSkewUs: 4000,
    padRgb: 5,
    embeddedPossible: true,
    exposedOtherwise: false,
  });
  t.equal(fused({ irFace: false }).irFaceShare, 0);
  t.notOk(fuse(capture(), toHalfBits(CODE), [0, 99], SIZES).embeddedPossible, 'an embedded pair that was never sent');
  t.notOk(fuse(capture(), toHalfBits(CODE), [], SIZES).embeddedPossible, 'an embedding of nothing');
  const [first, ...rest] = capture();
  const outlier = fuse([{ ...first!, padRgb: -100 }, ...rest], toHalfBits(CODE), [4], SIZES);
  t.equal(outlier.padRgb, 5, 'one odd frame does not decide');
  const skewed = fuse([{ ...first!, skewUs: -51_000 }, ...rest], toHalfBits(CODE), [4], SIZES);
  t.equal(skewed.maxSkewUs, 51_000, 'but the worst skew counts');
  t.end();
});

t.test('R11: a live face before the code does not speak for another face during it', (t) => {
  // Ten seconds of a living person too far away for the code; then a photo of the customer is held up for the pass.
  const before = capture().slice(0, 30);
  const approach = Array.from({ length: 300 }, (_, i) => ({ ...before[i % 30]!, pair: i, halfBit: null }));
  const pass = (options: SceneOptions) => capture(CODE, options).map((frame) => ({ ...frame, pair: frame.pair + 300 }));
  const judge = (frames: FrameObservation[], embedded = [304]) =>
    decide({ ...claimInput(), face: faceInput({ fused: fuse(frames, toHalfBits(CODE), embedded, SIZES) }) }).reasons;
  t.strictSame(judge([...approach, ...pass({})]), [], 'the customer walks up and is accepted');
  t.strictSame(judge([...approach, ...pass({ padRgb: -9 })]), ['PAD_RGB_REFUSED']);
  t.strictSame(judge([...approach, ...pass({ padIr: -9 })]), ['PAD_IR_REFUSED']);
  t.strictSame(judge([...approach, ...pass({ irFace: false })]), ['FACE_MISSING_IR', 'CHANNELS_DISAGREE']);
  t.strictSame(judge([...approach, ...pass({ correspondence: 0.8 })]), ['CHANNELS_DISAGREE']);
  const two = pass({}).map((frame) => ({ ...frame, faces: { rgb: 2, ir: 2 } }));
  t.strictSame(judge([...approach, ...two]), ['MULTIPLE_FACES']);
  t.strictSame(judge([...approach, ...pass({})], [10, 304]), ['GEOMETRY_INVALID'], 'embedded before the pass');
  const rig = [...approach, ...pass({ padRgb: -9 })].map((frame) => ({ ...frame, halfBit: null }));
  const uncoded = fuse(rig, [], [325], SIZES);
  t.strictSame(liveness(uncoded, { rgb: 0, ir: 0 }), ['PAD_RGB_REFUSED'], 'nor on a rig without a code');
  t.end();
});

t.test('R11: a photo flipped up in the last third of the code is judged by itself', (t) => {
  const judge = (options: SceneOptions, embedded: number[]) => {
    const frames = [...capture().slice(0, 20), ...capture(CODE, options).slice(20)];
    return decide({ ...claimInput(), face: faceInput({ fused: fuse(frames, toHalfBits(CODE), embedded, SIZES) }) })
      .reasons;
  };
  const flipped = [25, 28, 30];
  t.strictSame(judge({}, flipped), []);
  t.strictSame(judge({ padRgb: -9 }, flipped), ['PAD_RGB_REFUSED']);
  t.strictSame(judge({ padIr: -9 }, flipped), ['PAD_IR_REFUSED']);
  t.strictSame(judge({ correspondence: 0.8 }, flipped), ['CHANNELS_DISAGREE']);
  t.strictSame(judge({ padRgb: null }, flipped), ['PAD_MISSING'], 'nothing measured near it is nothing proven');
  t.strictSame(judge({ padRgb: -9 }, [4, 8]), [], 'far from the faces compared the median decides');
  t.end();
});

t.test('infrared that was not measured at all is a face missing in infrared', (t) => {
  const blind = capture().map((frame, i) => (frame.illuminated && i > 8 ? { ...frame, ir: null } : frame));
  t.ok(irResponse(fuse(blind, toHalfBits(CODE), [0], SIZES), true).includes('FACE_MISSING_IR'));
  t.end();
});

t.test('R12: kernel timestamps count, not what vision makes of them', (t) => {
  const [first, ...rest] = capture();
  const apart = fuse(
    [{ ...first!, irTimestampUs: first!.rgbTimestampUs + 50_001, skewUs: 0 }, ...rest],
    toHalfBits(CODE),
    [4],
    SIZES,
  );
  t.equal(apart.maxSkewUs, 50_001);
  t.end();
});

t.test('R12: skew and place', (t) => {
  const bounds = { maxSkewMs: 50, maxCorrespondence: 0.3 };
  t.strictSame(correspondence({ maxSkewUs: 50_000, correspondence: 0.3 }, bounds), []);
  t.strictSame(correspondence({ maxSkewUs: 50_001, correspondence: 0.3 }, bounds), ['SKEW_TOO_LARGE']);
  t.strictSame(correspondence({ maxSkewUs: 0, correspondence: 0.301 }, bounds), ['CHANNELS_DISAGREE']);
  t.strictSame(correspondence({ maxSkewUs: 0, correspondence: null }, bounds), ['CHANNELS_DISAGREE'], 'unmeasured');
  t.strictSame(correspondence({ maxSkewUs: Number.NaN, correspondence: Number.NaN }, bounds), [
    'SKEW_TOO_LARGE',
    'CHANNELS_DISAGREE',
  ]);
  t.end();
});

t.test('R15: ambient infrared', (t) => {
  t.strictSame(ambientIr({ ambientLuma: 120 }, 120), []);
  t.strictSame(ambientIr({ ambientLuma: 120.1 }, 120), ['AMBIENT_IR']);
  t.strictSame(ambientIr({ ambientLuma: null }, 120), []);
  t.equal(chargeFor(['AMBIENT_IR', 'MATCH_BELOW_THRESHOLD']), 'poor', 'no attempt is charged');
  t.end();
});

t.test('infrared: a face when lit, and a face that answers', (t) => {
  t.strictSame(irResponse(fused(), true), []);
  t.strictSame(
    irResponse(fused({ irFace: false, litLuma: 36 }), true),
    ['FACE_MISSING_IR', 'IR_RESPONSE_MISSING'],
    'a dark tablet',
  );
  t.strictSame(irResponse(fused({ litLuma: 46 }), true), ['IR_RESPONSE_MISSING'], 'a face 11 above the dark');
  t.strictSame(irResponse(fused({ litLuma: 47 }), true), [], '12 is the limit');
  t.strictSame(irResponse({ litPairs: 16, irFaceShare: 0.59, irDifference: 50 }, true), ['FACE_MISSING_IR']);
  t.strictSame(irResponse({ litPairs: 2, irFaceShare: 1, irDifference: 50 }, true), ['FACE_MISSING_IR']);
  t.strictSame(irResponse({ litPairs: 16, irFaceShare: 1, irDifference: null }, true), ['IR_RESPONSE_MISSING']);
  t.strictSame(irResponse({ litPairs: 16, irFaceShare: 1, irDifference: null }, false), [], 'a rig without a switch');
  t.end();
});

t.test('liveness: both detectors, enough values, no NaN', (t) => {
  const good = { padRgb: 1, padRgbCount: 4, padIr: 1, padIrCount: 4 };
  const thresholds = { rgb: 0.5, ir: 0.5 };
  t.strictSame(liveness(good, thresholds), []);
  t.strictSame(liveness({ ...good, padRgb: 0.499 }, thresholds), ['PAD_RGB_REFUSED']);
  t.strictSame(liveness({ ...good, padIr: 0.499 }, thresholds), ['PAD_IR_REFUSED']);
  t.strictSame(liveness({ ...good, padIr: null, padIrCount: 0 }, thresholds), ['PAD_MISSING']);
  t.strictSame(liveness({ ...good, padIrCount: 1 }, thresholds), ['PAD_MISSING']);
  t.strictSame(liveness({ ...good, padRgb: Number.NaN }, thresholds), ['PAD_RGB_REFUSED']);
  t.end();
});

t.test('match: cosine of unit vectors against the threshold', (t) => {
  const alice = embeddingOf('alice');
  t.ok(Math.abs(cosine(alice, alice)! - 1) < 1e-6);
  t.ok(cosine(alice, embeddingOf('mallory'))! < 0.5);
  t.equal(cosine(alice, alice.slice(1)), null, 'another length');
  t.equal(cosine(new Float32Array(64), alice), null, 'all zero');
  t.equal(
    cosine(
      alice.map((v) => v * 2),
      alice,
    ),
    null,
    'not of unit length',
  );
  t.equal(
    cosine(
      alice.map((v, i) => (i === 7 ? Number.NaN : v)),
      alice,
    ),
    null,
    'NaN',
  );
  t.equal(cosine(new Float32Array(0), new Float32Array(0)), null);
  t.strictSame(match(0.6, 0.6), []);
  t.strictSame(match(0.5999, 0.6), ['MATCH_BELOW_THRESHOLD']);
  t.strictSame(match(null, 0.6), ['EMBEDDING_INVALID']);
  t.strictSame(match(Number.NaN, 0.6), ['EMBEDDING_INVALID']);
  t.strictSame(match(1, Number.NaN), ['MATCH_BELOW_THRESHOLD'], 'no threshold, no match');
  t.end();
});

t.test('capture quality: outcome, length, crowd', (t) => {
  t.strictSame(captureQuality('complete', fused()), []);
  t.strictSame(captureQuality('noFace', fused()), ['CAPTURE_NO_FACE']);
  t.strictSame(captureQuality('poorQuality', fused()), ['CAPTURE_POOR_QUALITY']);
  t.strictSame(captureQuality('cancelled', fused()), ['CAPTURE_FAILED']);
  const few = fuse(capture().slice(0, 4), toHalfBits(CODE), [0], SIZES);
  t.strictSame(captureQuality('complete', few), ['CAPTURE_TOO_SHORT']);
  const crowd = capture().map((frame, i) => (i < 7 ? { ...frame, faces: { rgb: 2, ir: 1 } } : frame));
  t.strictSame(captureQuality('complete', fuse(crowd, toHalfBits(CODE), [0], SIZES)), ['MULTIPLE_FACES']);
  t.end();
});

t.test('R5: what a refusal costs', (t) => {
  t.equal(chargeFor(['MATCH_BELOW_THRESHOLD']), 'failure');
  t.equal(chargeFor(['MULTIPLE_FACES', 'PAD_IR_REFUSED']), 'failure');
  t.equal(chargeFor(['CAPTURE_POOR_QUALITY', 'FACE_MISSING_IR']), 'poor', 'an unfinished capture is no failure');
  t.equal(chargeFor(['GEOMETRY_INVALID']), 'poor');
  t.equal(chargeFor(['ID_LOST']), 'none');
  t.ok(worthRetrying(['MATCH_BELOW_THRESHOLD', 'AMBIENT_IR']));
  t.notOk(worthRetrying(['MATCH_BELOW_THRESHOLD', 'ID_STATUS_STALE']), 'another picture makes no ID younger');
  t.notOk(worthRetrying([]));
  t.end();
});
