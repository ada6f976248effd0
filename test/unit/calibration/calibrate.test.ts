import t from 'tap';
import { calibrate } from '../../../src/calibration/calibrate.ts';
import { subjectsFor } from '../../../src/calibration/rateVerdict.ts';
import { notTested } from '../../../src/calibration/report/calibrationPage.ts';
import { binOf } from '../../../src/calibration/scoreBin.ts';
import { ScoreTable } from '../../../src/calibration/scoreTable.ts';
import { RandomNumbers } from '../../../src/calibration/statistics/randomNumbers.ts';
import { parseCalibration, thresholdFor } from '../../../src/lib/calibration.ts';
import { upper95 } from '../../../src/lib/clopperPearson.ts';

const plan = {
  modelSha256: 'a'.repeat(64),
  source: 'test',
  rates: [1e-2, 1e-3, 1e-4],
  replicates: 200,
  seed: 1,
  created: new Date('2026-01-01T00:00:00Z'),
};

/** All pairs of `sizes` people of groups g0, g1, ...; the score of a pair is `score` of its groups. */
function population(sizes: readonly number[], score: (a: number, b: number) => number, genuine = 0): ScoreTable {
  const table = new ScoreTable();
  for (const [group, size] of sizes.entries()) {
    table.groups.push(`g${group}`);
    for (let i = 0; i < size; i++) table.groupOf.push(group);
  }
  for (let a = 0; a < table.subjects; a++) {
    for (let i = 0; i < genuine; i++) table.genuine.add(a, a, binOf(0.9));
    for (let b = a + 1; b < table.subjects; b++) {
      table.impostor.add(a, b, binOf(score(table.groupOf[a]!, table.groupOf[b]!)));
    }
  }
  return table;
}

t.test('no error at all: 246 people support 1e-4, one fewer does not (rule of three)', async (t) => {
  // 246 people make 30,135 pairs, 245 make 29,890; 29,956 are needed.
  const enough = calibrate(
    population([246], () => 0.3),
    plan,
  ).verdicts[2]!;
  t.equal(enough.threshold, 0.3001, 'the first edge above every impostor');
  t.equal(enough.groups[0]!.point!.errors, 0);
  t.equal(enough.groups[0]!.point!.upper95, upper95(0, 30_135));
  t.equal(enough.groups[0]!.ruleOf30, false);
  const short = calibrate(
    population([245], () => 0.3),
    plan,
  ).verdicts[2]!;
  t.equal(short.threshold, null);
  t.match(short.reason, '29956 impostor pairs');
  t.equal(short.groups[0]!.missingPairs, 29_956 - 29_890);
  t.equal(short.groups[0]!.missingSubjects, 1);
  t.match(
    notTested(
      calibrate(
        population([245], () => 0.3),
        plan,
      ),
    ).join('\n'),
    '1e-4: unsupported',
  );
});

t.test('the same two people compared again and again support no more than once', async (t) => {
  // 78 people make 3,003 pairs, enough for 1e-3; eleven comparisons of each are 33,033, which would be enough for 1e-4.
  const table = population([78], () => 0.3);
  for (let again = 0; again < 10; again++) {
    // The other way round: still the same pair.
    for (let a = 0; a < 78; a++) for (let b = a + 1; b < 78; b++) table.impostor.add(b, a, binOf(0.3));
  }
  const { calibration, verdicts } = calibrate(table, plan);
  const [group] = calibration.groups;
  t.equal(group!.impostorPairs, 33_033);
  t.equal(group!.subjectPairs, 3_003);
  t.equal(verdicts[1]!.threshold, 0.3001, '1e-3');
  t.equal(verdicts[1]!.groups[0]!.point!.upper95, upper95(0, 3_003));
  t.equal(verdicts[2]!.threshold, null, '1e-4');
  t.equal(verdicts[2]!.groups[0]!.missingPairs, 29_956 - 3_003);
});

t.test('errors among repeated comparisons count by their share', async (t) => {
  const table = population([78], () => 0.3);
  for (let again = 0; again < 10; again++) {
    for (let a = 0; a < 78; a++)
      for (let b = a + 1; b < 78; b++) table.impostor.add(a, b, binOf(a === 0 && b === 1 ? 0.5 : 0.3));
  }
  const point = calibrate(table, plan).calibration.groups[0]!.points.find(
    ({ errors }) => errors > 0 && errors < 33_033,
  )!;
  t.equal(point.errors, 10);
  t.ok(point.upper95 >= upper95(10 / 11, 3_003), 'ten of eleven comparisons of one pair of 3,003');
});

t.test('subjects for pairs: the table of ISO/IEC 19795-1 arithmetic', async (t) => {
  t.strictSame([2_995, 29_956, 299_572, 2_995_731].map(subjectsFor), [78, 246, 775, 2_449]);
  t.equal(subjectsFor(1), 2);
});

t.test('the worst group sets the threshold; one with too few pairs is unsupported, and named', async (t) => {
  // g0 and g1: 4,950 pairs each support 1e-3; g2: 10 people, 45 pairs, support nothing.
  const table = population([100, 100, 10], (a, b) => (a !== b ? 0.1 : [0.3, 0.5, 0.4][a]!));
  const { verdicts, calibration } = calibrate(table, plan);
  const verdict = verdicts[1]!;
  t.equal(verdict.setBy, 'g1');
  t.equal(verdict.threshold, 0.5001);
  t.strictSame(
    verdict.groups.map(({ group, supported }) => [group, supported]),
    [
      ['g0', true],
      ['g1', true],
      ['all', true],
      ['g2', false],
    ],
  );
  t.equal(verdict.groups[3]!.missingPairs, 2_995 - 45);
  t.strictSame(
    calibration.groups.map(({ name, subjects, impostorPairs }) => [name, subjects, impostorPairs]),
    [
      ['g0', 100, 4_950],
      ['g1', 100, 4_950],
      ['g2', 10, 45],
      ['all', 210, 21_945],
    ],
  );
});

t.test('what the teller reads: the same file gives it the same thresholds', async (t) => {
  const random = new RandomNumbers(2);
  const { calibration, verdicts } = calibrate(
    population([150, 150], () => random.next() * 0.6, 2),
    plan,
  );
  const read = parseCalibration(JSON.stringify(calibration));
  for (const { fmr, threshold, setBy } of verdicts) {
    const found = thresholdFor(read, fmr);
    t.equal(found.threshold, threshold);
    t.equal(found.worstGroup, setBy);
  }
  const bounds = calibration.groups.flatMap(({ points }) => points).every((point) => point.upper95 >= point.fmr);
  t.ok(bounds);
});

t.test('errors and misses are those the teller would make: counted again, score by score', async (t) => {
  const random = new RandomNumbers(8);
  const scores: number[] = [];
  const table = population([60], () => {
    // Four decimals, so that many scores lie exactly on a threshold.
    scores.push(Math.round(random.next() * 2000) / 1e4);
    return scores.at(-1)!;
  });
  const genuine = Array.from({ length: 120 }, () => Math.round((0.05 + random.next() * 0.2) * 1e4) / 1e4);
  for (const [i, score] of genuine.entries()) table.genuine.add(i % 60, i % 60, binOf(score));
  const { points } = calibrate(table, plan).calibration.groups[0]!;
  t.ok(points.length > 10);
  for (const { threshold, errors, misses } of points) {
    t.equal(errors, scores.filter((score) => score >= threshold).length);
    t.equal(misses, genuine.filter((score) => score < threshold).length);
  }
});

t.test('misses and failures to acquire', async (t) => {
  const table = population([100], () => 0.1, 2);
  // One person of a hundred scores 0.05 with himself, twice: below every threshold that strangers leave open.
  const last = table.genuine.chunks[0]!;
  last.bin[0] = binOf(0.05);
  last.bin[1] = binOf(0.05);
  table.acquisition = { all: { captures: 150, failures: 5 }, byGroup: [{ captures: 150, failures: 5 }] };
  const { verdicts, calibration } = calibrate(table, plan);
  const point = verdicts[0]!.groups[0]!.point!;
  t.equal(point.misses, 2);
  t.equal(point.fnmr, 0.01);
  // One of a hundred people: Poisson(1) draws reach 3 at 95 % (P(<= 3) = 0.981, P(<= 2) = 0.920), each with 2 of 200.
  t.equal(point.fnmrUpper95, Math.max(upper95(2, 200), 0.03));
  t.equal(calibration.groups[0]!.acquisition!.fta, 5 / 150);
  t.equal((100 * calibration.groups[0]!.acquisition!.upper95).toFixed(2), '6.88', 'accepted table of bounds: 5 of 150');
});

t.test('the threshold stated for a rate keeps it on people who were not measured', async (t) => {
  // Scores -ln(u) / 20: P(score >= s) = exp(-20 s), the same for everybody, so the true rate at a threshold is known.
  let held = 0;
  const samples = 60;
  for (let seed = 0; seed < samples; seed++) {
    const random = new RandomNumbers(100 + seed);
    const table = population([90], () => Math.min(1, -Math.log(1 - random.next()) / 20));
    const { threshold } = calibrate(table, { ...plan, rates: [1e-2], seed }).verdicts[0]!;
    if (Math.exp(-20 * threshold!) <= 1e-2) held++;
  }
  t.ok(held / samples >= 0.93, `${held} of ${samples}`);
});
