import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';

/**
 * The chance of one sample. Seed and index give its start, so that sample 812,345 can be drawn again without the
 * 812,344 before it. For one seed, no two indexes start alike: multiplying by an odd number and the mixing are
 * bijections of 32 bits.
 */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number, index: number) {
    let mixed = (Math.imul(seed, 0x9e3779b1) + index) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    this.#random = seededRandom(mixed ^ (mixed >>> 16));
  }

  /** 0 .. limit - 1. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(choices: ArrayLike<T>): T {
    return choices[this.below(choices.length)]!;
  }

  text(alphabet: string, length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += this.pick(alphabet);
    return text;
  }

  hex(digits: number): string {
    return this.text('0123456789ABCDEF', digits);
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
