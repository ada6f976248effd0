import t from 'tap';
import { binOf } from '../../../src/calibration/scoreBin.ts';
import { ScoreTable } from '../../../src/calibration/scoreTable.ts';
import { genuineBounds } from '../../../src/calibration/statistics/genuineBounds.ts';
import { groupScores } from '../../../src/calibration/statistics/groupScores.ts';
import { impostorBounds } from '../../../src/calibration/statistics/impostorBounds.ts';
import { RandomNumbers } from '../../../src/calibration/statistics/randomNumbers.ts';
import { upper95 } from '../../../src/lib/clopperPearson.ts';
import { type Population, simulate, trueFmr } from './simulate.ts';

const grid = Int32Array.of(binOf(0.5));

function bounds(population: Population, seed: number): { exact: number; drawn: number } {
  const scores = groupScores(simulate(population, seed), 'all', null);
  const errors = scores.impostor.slice(grid[0]).reduce((sum, count) => sum + count, 0);
  const drawn = impostorBounds(scores, grid, 300, new RandomNumbers(seed + 1))[0]!;
  return { exact: upper95(errors, scores.impostorPairs), drawn };
}

function coverage(population: Population, samples: number) {
  const truth = trueFmr(population);
  let exact = 0;
  let wider = 0;
  for (let seed = 0; seed < samples; seed++) {
    const found = bounds(population, 7 * seed);
    if (found.exact >= truth) exact++;
    if (Math.max(found.exact, found.drawn) >= truth) wider++;
  }
  return { exact: exact / samples, wider: wider / samples };
}

t.test('strongly dependent pairs: drawing subjects covers the true rate, counting pairs does not', async (t) => {
  // One in ten resembles a tenth of all others: 120 people make 7,140 pairs, but the errors hang on some twelve of them.
  const found = coverage({ subjects: 120, lambs: 0.1, base: 1e-3, lambRate: 0.1 }, 300);
  t.ok(found.wider >= 0.93, `subjects: ${found.wider}`);
  t.ok(found.exact <= 0.8, `pairs as if independent: ${found.exact}`);
});

t.test('independent pairs: the true rate is covered, many errors and none', async (t) => {
  for (const base of [0.02, 2e-3, 2e-4]) {
    const found = coverage({ subjects: 100, lambs: 0, base, lambRate: 0 }, 300);
    t.ok(found.wider >= 0.93, `${base}: ${found.wider}`);
  }
});

t.test('the bound of a table small enough to count: three people, one false match', async (t) => {
  const table = new ScoreTable();
  table.groupOf.push(-1, -1, -1);
  table.impostor.add(0, 1, binOf(0.9));
  table.impostor.add(0, 2, binOf(0.1));
  table.impostor.add(1, 2, binOf(0.1));
  // Of the 27 equally likely draws: 6 with all three (rate 1/3), 18 with two people (6 of them 0 and 1: rate 1, the others
  // 0), 3 with one person only, which says nothing and counts as 1. So the rate is 1 in 9 of 27: 95 % of draws reach it.
  const scores = groupScores(table, 'all', null);
  t.equal(impostorBounds(scores, grid, 2000, new RandomNumbers(1))[0], 1);
  t.equal(impostorBounds(scores, Int32Array.of(binOf(0.95)), 2000, new RandomNumbers(1))[0]! < 1, false);
});

t.test('the genuine bound counts people, not captures', async (t) => {
  const table = new ScoreTable();
  // Ten people, a hundred comparisons each; one of them is never recognised.
  for (let subject = 0; subject < 10; subject++) {
    table.groupOf.push(-1);
    for (let i = 0; i < 100; i++) table.genuine.add(subject, subject, binOf(subject === 0 ? 0.1 : 0.9));
  }
  const [bound] = genuineBounds(groupScores(table, 'all', null), grid, 4000, new RandomNumbers(3));
  // Drawn Bin(10, 0.1) times: P(<= 2) = 0.930, P(<= 3) = 0.987, so 95 % is 0.3 and 97.5 % too; P(0) = 0.349 > 2.5 %.
  t.equal(bound!.upper95, 0.3);
  t.equal(bound!.upper, 0.3);
  t.equal(bound!.lower, 0);
  t.ok(upper95(100, 1000) < 0.12, 'a thousand independent comparisons would have claimed 11.7 %');
});

t.test('a seed gives the same numbers again, another one others', async (t) => {
  const scores = groupScores(simulate({ subjects: 60, lambs: 0.1, base: 0.01, lambRate: 0.1 }, 5), 'all', null);
  const bound = (seed: number) => impostorBounds(scores, grid, 100, new RandomNumbers(seed))[0];
  t.equal(bound(1), bound(1));
  t.not(bound(1), bound(2));
});
