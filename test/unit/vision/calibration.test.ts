import t from 'tap';
import { pairsNeeded, parseCalibration, parsePadCalibration, thresholdFor } from '../../../src/lib/calibration.ts';
import { hasCode } from '../../../src/lib/errors.ts';

const SHA = 'a'.repeat(64);

/** Exact one-sided 95 % bound for zero errors. */
const zeroBound = (pairs: number) => -Math.expm1(Math.log(0.05) / pairs);

interface Point {
  threshold: number;
  errors: number;
  upper95: number;
}

function group(name: string, impostorPairs: number, points: Point[]) {
  return {
    name,
    subjects: 1000,
    impostorPairs,
    genuinePairs: 0,
    points: points.map((point) => ({ ...point, fmr: point.errors / impostorPairs, method: 'clopper-pearson' })),
  };
}

function file(...groups: (ReturnType<typeof group> & { subjectPairs?: number | undefined })[]) {
  const head = { schema: 'calibration@1', modelSha256: SHA, created: '2026-01-01T00:00:00Z', comparison: 'cosine' };
  return JSON.stringify({ ...head, source: 'test', groups });
}

const zero = (pairs: number, threshold = 0.5) => [{ threshold, errors: 0, upper95: zeroBound(pairs) }];

t.test('R6: zero errors in 29,956 pairs support 1e-4 and one pair fewer does not', async (t) => {
  t.equal(pairsNeeded(1e-3), 2995);
  t.equal(pairsNeeded(1e-4), 29_956);
  t.equal(pairsNeeded(1e-5), 299_572);
  for (const [fmr, pairs] of [
    [1e-4, 29_956],
    [1e-5, 299_572],
  ] as const) {
    t.equal(thresholdFor(parseCalibration(file(group('all', pairs, zero(pairs)))), fmr).threshold, 0.5);
    const fewer = parseCalibration(file(group('all', pairs - 1, zero(pairs - 1))));
    t.throws(() => thresholdFor(fewer, fmr), { code: 'CALIBRATION_UNSUPPORTED' });
  }
});

t.test('comparisons of the same two people are one trial, in whoever made the file', async (t) => {
  const few = (subjects: number, subjectPairs?: number) =>
    file({ ...group('few', 450_000, [{ threshold: 0.5, errors: 0, upper95: 0.07 }]), subjects, subjectPairs });
  t.throws(
    () => thresholdFor(parseCalibration(few(10)), 1e-3),
    { code: 'CALIBRATION_UNSUPPORTED' },
    'ten people: 45 pairs',
  );
  t.throws(
    () => thresholdFor(parseCalibration(few(1000, 45)), 1e-3),
    { code: 'CALIBRATION_UNSUPPORTED' },
    'only 45 of the pairs',
  );
  const bold = { ...group('few', 450_000, zero(450_000)), subjects: 10 };
  t.throws(
    () => parseCalibration(file(bold)),
    { code: 'CALIBRATION_INVALID' },
    'a bound as if 450,000 were independent',
  );
});

t.test('R6: with errors more pairs are needed', async (t) => {
  // One error in 29,956: the exact upper bound is about 1.58e-4.
  const one = parseCalibration(file(group('all', 29_956, [{ threshold: 0.5, errors: 1, upper95: 1.58e-4 }])));
  t.throws(() => thresholdFor(one, 1e-4), { code: 'CALIBRATION_UNSUPPORTED' });
  t.equal(thresholdFor(one, 1e-3).threshold, 0.5);
});

t.test('the lowest threshold from which on every point holds is taken', async (t) => {
  const points = [
    { threshold: 0.3, errors: 0, upper95: 9e-6 },
    { threshold: 0.4, errors: 100, upper95: 2e-4 },
    { threshold: 0.5, errors: 10, upper95: 5e-5 },
    { threshold: 0.6, errors: 0, upper95: 9e-6 },
  ];
  const calibration = parseCalibration(file(group('all', 1_000_000, points)));
  t.equal(thresholdFor(calibration, 1e-4).threshold, 0.5, 'a lucky point below a bad one does not count');
});

t.test('R7: the worst group sets the threshold and small groups are named', async (t) => {
  const big = (name: string, threshold: number) => group(name, 40_000, zero(40_000, threshold));
  const found = thresholdFor(
    parseCalibration(file(big('a', 0.4), big('b', 0.7), group('c', 100, zero(100, 0.2)))),
    1e-4,
  );
  t.strictSame(found, { threshold: 0.7, worstGroup: 'b', supported: ['a', 'b'], unsupported: ['c'] });
});

t.test('a stricter rate never gives a lower threshold, though fewer groups support it', async (t) => {
  const weak = group('weak', 40_000, [
    { threshold: 0.6, errors: 1, upper95: 1.2e-4 },
    { threshold: 0.8, errors: 0, upper95: zeroBound(40_000) },
  ]);
  const calibration = parseCalibration(file(weak, group('large', 400_000, zero(400_000, 0.5))));
  const loose = thresholdFor(calibration, 1e-4);
  const strict = thresholdFor(calibration, 1e-5);
  t.equal(loose.threshold, 0.8);
  t.ok(strict.threshold >= loose.threshold);
  t.strictSame(strict.unsupported, ['weak']);
});

t.test('a supported group that never gets low enough refuses', async (t) => {
  const bad = group('bad', 40_000, [{ threshold: 0.9, errors: 50, upper95: 2e-3 }]);
  t.throws(() => thresholdFor(parseCalibration(file(bad, group('good', 40_000, zero(40_000)))), 1e-4), {
    code: 'CALIBRATION_UNSUPPORTED',
  });
  t.throws(() => thresholdFor(parseCalibration(file(group('empty', 40_000, []))), 1e-4), {
    code: 'CALIBRATION_UNSUPPORTED',
  });
});

t.test('files that contradict themselves are refused', async (t) => {
  const refuse = (text: string, why: string) =>
    t.throws(() => parseCalibration(text), { code: 'CALIBRATION_INVALID' }, why);
  refuse('{', 'not JSON');
  refuse('{}', 'no schema');
  refuse(file(group('a', 1000, [{ threshold: 0.5, errors: 0, upper95: 1e-6 }])), 'claims more than 1,000 pairs allow');
  refuse(file(group('a', 1000, [{ threshold: 0.5, errors: 10, upper95: 0.005 }])), 'bound below the rate');
  refuse(file(group('a', 10, [{ threshold: 0.5, errors: 11, upper95: 1 }])), 'more errors than pairs');
  const lie = JSON.parse(file(group('a', 1000, [{ threshold: 0.5, errors: 100, upper95: 0.2 }])));
  lie.groups[0].points[0].fmr = 0.001;
  refuse(JSON.stringify(lie), 'rate is not errors over pairs');
});

t.test('rates outside 0..1 are not answered', async (t) => {
  const calibration = parseCalibration(file(group('a', 40_000, zero(40_000))));
  for (const fmr of [0, 1, -1, Number.NaN]) {
    t.throws(() => thresholdFor(calibration, fmr), { code: 'CALIBRATION_UNSUPPORTED' });
  }
});

t.test('pad-calibration@1 needs both channels', async (t) => {
  const channel = {
    modelSha256: SHA,
    threshold: 1.5,
    species: [{ name: 'print', presentations: 150, errors: 5, apcer: 5 / 150, upper95: 0.0688 }],
    bpcer: { n: 50, errors: 1, rate: 0.02, upper95: 0.09 },
    source: 'test',
  };
  const good = { schema: 'pad-calibration@1', rgb: channel, ir: channel };
  t.equal(parsePadCalibration(JSON.stringify(good)).rgb.threshold, 1.5);
  try {
    parsePadCalibration(JSON.stringify({ schema: 'pad-calibration@1', rgb: channel }));
    t.fail('a file without the ir channel was taken');
  } catch (error) {
    t.ok(hasCode(error, 'CALIBRATION_INVALID'));
  }
});
