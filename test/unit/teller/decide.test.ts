import t from 'tap';
import { problemOf } from '../../../src/atm/problem.ts';
import type { Code } from '../../../src/lib/catalog/index.ts';
import { catalog } from '../../../src/lib/catalog/index.ts';
import { policy as reasonsTable } from '../../../src/lib/catalog/policy.ts';
import { decide, decideClaim } from '../../../src/teller/policy/decide.ts';
import { fuse } from '../../../src/teller/policy/fuse.ts';
import { toHalfBits } from '../../../src/teller/policy/illumination.ts';
import {
  CODE,
  capture,
  claimInput,
  claims,
  faceInput,
  goodPhone,
  NOW_S,
  type SceneOptions,
  SIZES,
  seeded,
} from './fixtures.ts';

const DAY_S = 86_400;
const withScene = (options: SceneOptions, face = {}) =>
  decide({
    ...claimInput(),
    face: faceInput({ fused: fuse(capture(CODE, options), toHalfBits(CODE), [0, 4, 8], SIZES), ...face }),
  });

t.test('a genuine customer is accepted', (t) => {
  t.strictSame(decide({ ...claimInput(), face: faceInput() }), { accepted: true, reasons: [], tier: 'A' });
  t.end();
});

t.test('the lost-ID loan case (2019): every lesson of it refuses by itself', (t) => {
  // Lost on 10-18, account opened 11-25 with the impostor's phone in the same session, withdrawal 23 days later.
  const phone = {
    ...goodPhone(),
    nameMatched: false,
    boundAt: NOW_S - 23 * DAY_S,
    boundInOpeningSession: true,
    accountOpenedAt: NOW_S - 23 * DAY_S,
  };
  const lost = claims({ idStatus: { status: 'lost', checkedAt: NOW_S }, phone });
  for (const amountMinor of [30_000, 200_000]) {
    const input = claimInput({ claims: lost, request: { amountMinor, currency: 'CNY' } });
    const verdict = decide({ ...input, face: faceInput({ score: 0.99 }) });
    t.notOk(verdict.accepted);
    t.strictSame(verdict.reasons, ['ID_LOST', 'PHONE_NOT_INDEPENDENT']);
    t.strictSame(decideClaim(input).reasons, ['ID_LOST', 'PHONE_NOT_INDEPENDENT'], 'before a camera opens');
  }
  t.end();
});

t.test('all reasons are collected, none hides another', (t) => {
  const bad = claims({ consent: null, idStatus: { status: 'lost', checkedAt: NOW_S }, phone: null });
  const input = claimInput({ claims: bad, request: { amountMinor: 300_001, currency: 'EUR' }, idStatusAgeS: 61 });
  const scene = fuse(capture(CODE, { irFace: false, litLuma: 36, padRgb: -9 }), toHalfBits(CODE), [0], SIZES);
  const { reasons } = decide({ ...input, face: faceInput({ fused: scene, score: 0.1 }) });
  for (const reason of [
    'CONSENT_MISSING',
    'ID_LOST',
    'ID_STATUS_STALE',
    'AMOUNT_ABOVE_FACE_ROUTE',
    'CURRENCY_MISMATCH',
    'CHANNELS_DISAGREE',
    'FACE_MISSING_IR',
    'IR_RESPONSE_MISSING',
    'ILLUMINATION_CODE_MISMATCH',
    'PAD_RGB_REFUSED',
    'MATCH_BELOW_THRESHOLD',
  ] as const) {
    t.ok(reasons.includes(reason), reason);
  }
  t.end();
});

t.test('attacks, each with its physical reason', (t) => {
  const reasons = (options: SceneOptions, face = {}) => withScene(options, face).reasons;
  t.ok(reasons({ irFace: false, litLuma: 36 }).includes('IR_RESPONSE_MISSING'), 'tablet');
  t.strictSame(reasons({ correspondence: 0.5 }), ['CHANNELS_DISAGREE']);
  t.strictSame(reasons({ skewUs: 60_000 }), ['SKEW_TOO_LARGE']);
  t.strictSame(reasons({ unlitLuma: 150, litLuma: 205 }), ['AMBIENT_IR']);
  t.strictSame(reasons({ shown: CODE.map((bit) => (bit === 1 ? 0 : 1)) }).includes('ILLUMINATION_CODE_MISMATCH'), true);
  t.end();
});

t.test('an unfinished capture: its own reason, and what was measured all the same', (t) => {
  t.strictSame(withScene({}, { outcome: 'poorQuality', score: null }).reasons, ['CAPTURE_POOR_QUALITY']);
  const tablet = withScene({ irFace: false, litLuma: 36 }, { outcome: 'poorQuality', score: null }).reasons;
  t.strictSame(tablet, ['CAPTURE_POOR_QUALITY', 'FACE_MISSING_IR', 'IR_RESPONSE_MISSING']);
  const nobody = decide({
    ...claimInput(),
    face: faceInput({ outcome: 'noFace', fused: fuse([], toHalfBits(CODE), [], SIZES), score: null }),
  });
  t.strictSame(nobody.reasons, ['CAPTURE_NO_FACE']);
  t.end();
});

t.test('R11: no value of a learned detector turns a refusal by physics or policy into an accept', (t) => {
  const random = seeded(11);
  const scenes: SceneOptions[] = [
    { irFace: false, litLuma: 36 },
    { correspondence: 0.6 },
    { skewUs: 90_000 },
    { litLuma: 40 },
    { unlitLuma: 180, litLuma: 240 },
    { shown: CODE.map((bit) => (bit === 1 ? 0 : 1)) },
  ];
  for (let i = 0; i < 2000; i++) {
    const scene = scenes[i % scenes.length]!;
    const low = withScene({ ...scene, padRgb: -random() * 100, padIr: -random() * 100 });
    const high = withScene({ ...scene, padRgb: random() * 1e6, padIr: random() * 1e6 });
    t.notOk(high.accepted);
    // Raising the detectors may only take away their own reasons.
    const own: string[] = ['PAD_RGB_REFUSED', 'PAD_IR_REFUSED', 'PAD_MISSING'];
    const others = (reasons: readonly string[]) => reasons.filter((reason) => !own.includes(reason));
    t.strictSame(others(high.reasons), others(low.reasons));
  }
  t.end();
});

t.test('R13: a rig without coded light has tier A only, and no code is asked of it', (t) => {
  const uncoded = { ...claimInput({ illuminatorCoded: false }), face: faceInput({ code: [] }) };
  t.ok(decide(uncoded).accepted);
  const more = { ...uncoded, request: { amountMinor: 50_001, currency: 'CNY' } };
  t.strictSame(decide(more).reasons, ['AMOUNT_ABOVE_FACE_ROUTE']);
  t.end();
});

t.test('R23: every refusal names a way without the face', (t) => {
  for (const code of Object.keys(reasonsTable) as Code[]) {
    t.match(problemOf(code), { nonFaceRoute: 'card', customerText: String, hint: catalog[code].action });
    t.equal(catalog[code].refusal, true, code);
  }
  t.end();
});
