import { seededRandom } from '../../../src/simulator/dispenser/seededRandom.ts';

/** Everything that is left to chance in a schedule comes from here, and so from its seed. */
export class Dice {
  /** 0 .. below 1. */
  readonly random: () => number;

  constructor(seed: number) {
    // Neighbouring seeds of mulberry32 begin alike in their low bits: spread them first.
    this.random = seededRandom(Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ (seed >>> 13));
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** A whole number from `least` to `most`. */
  int(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  /** A whole number from `least` to `most`, small ones far more often: a jam after 2 notes says more than after 50. */
  skewed(least: number, most: number): number {
    return Math.min(most, least + Math.floor(Math.exp(this.random() * Math.log(most - least + 2))) - 1);
  }

  /** A time: each order of magnitude is as likely as the next. */
  ms(least: number, most: number): number {
    return Math.exp(Math.log(least) + this.random() * (Math.log(most) - Math.log(least)));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)]!;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let rest = this.random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      rest -= weight;
      if (rest < 0) return key;
    }
    return entries[entries.length - 1]![0];
  }
}
