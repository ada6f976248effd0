import { binOf } from '../../../src/calibration/scoreBin.ts';
import { ScoreTable } from '../../../src/calibration/scoreTable.ts';
import { RandomNumbers } from '../../../src/calibration/statistics/randomNumbers.ts';

export interface Population {
  readonly subjects: number;
  /** Share of subjects whom every second stranger resembles ("lambs"): the errors of a list then hang on few people. */
  readonly lambs: number;
  /** Chance of a false match between two ordinary people, and between a lamb and anybody. */
  readonly base: number;
  readonly lambRate: number;
}

/** The false match rate of two people drawn from the whole population. */
export function trueFmr({ lambs, base, lambRate }: Population): number {
  const ordinary = (1 - lambs) ** 2;
  return ordinary * base + (1 - ordinary) * lambRate;
}

/** All pairs of a sample of the population; a false match scores 0.8, every other comparison 0.1. */
export function simulate(population: Population, seed: number): ScoreTable {
  const random = new RandomNumbers(seed);
  const table = new ScoreTable();
  const lamb = Array.from({ length: population.subjects }, () => random.next() < population.lambs);
  for (let i = 0; i < population.subjects; i++) table.groupOf.push(-1);
  for (let a = 0; a < population.subjects; a++) {
    for (let b = a + 1; b < population.subjects; b++) {
      const rate = lamb[a] || lamb[b] ? population.lambRate : population.base;
      table.impostor.add(a, b, binOf(random.next() < rate ? 0.8 : 0.1));
    }
  }
  return table;
}
