/** Seeded random numbers: the whole scene is a function of (seed, frame), so nothing here may touch Math.random. */
export class Random {
  #state: number;

  /** @param parts integers that name the stream; different lists give unrelated streams */
  constructor(...parts: number[]) {
    let h = 0x9e3779b9;
    for (const part of parts) {
      h = mix((h ^ (part >>> 0)) >>> 0);
      h = mix((h ^ Math.floor(part / 4294967296)) >>> 0);
    }
    this.#state = h;
  }

  /** @returns a number in [0, 1) */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    return mix(this.#state) / 4294967296;
  }

  uniform(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @returns an integer in [0, n) */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)]!;
  }

  /** @returns a standard normal number (Box-Muller) */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}

function mix(x: number): number {
  let t = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  t = Math.imul(t ^ (t >>> 12), 0x297a2d39);
  return (t ^ (t >>> 15)) >>> 0;
}
