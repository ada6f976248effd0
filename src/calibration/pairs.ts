import { TellersightError } from '../lib/errors.ts';

const CHUNK = 1 << 20;
/** One gigabyte of columns; more people than that say nothing a sample of them does not. */
const MAX_PAIRS = 100_000_000;

/** A million comparisons in three columns. */
export interface PairChunk {
  /** Subject numbers. */
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** See scoreBin.ts. */
  readonly bin: Uint16Array;
  count: number;
}

/** Comparisons of one kind, ten bytes each: chunks are added, so nothing is ever copied to grow. */
export class Pairs {
  readonly chunks: PairChunk[] = [];
  #last: PairChunk | null = null;

  get count(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  }

  /** @throws SCORES_TOO_MANY */
  add(a: number, b: number, bin: number): void {
    let chunk = this.#last;
    if (chunk === null || chunk.count === CHUNK) chunk = this.#grow();
    const at = chunk.count++;
    chunk.a[at] = a;
    chunk.b[at] = b;
    chunk.bin[at] = bin;
  }

  #grow(): PairChunk {
    if (this.chunks.length * CHUNK >= MAX_PAIRS) {
      throw new TellersightError('SCORES_TOO_MANY', `more than ${MAX_PAIRS} comparisons`);
    }
    const chunk = { a: new Uint32Array(CHUNK), b: new Uint32Array(CHUNK), bin: new Uint16Array(CHUNK), count: 0 };
    this.chunks.push(chunk);
    this.#last = chunk;
    return chunk;
  }
}
