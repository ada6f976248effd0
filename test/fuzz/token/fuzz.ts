import { type Judgement, judge, type Verify } from './differential.ts';
import type { Generator, Sample } from './draw/generator.ts';
import { Tally } from './tally.ts';

export interface Found {
  readonly sample: Sample;
  readonly judgement: Judgement;
}

export interface FuzzOptions {
  readonly generator: Generator;
  /** Mutated tokens, each counted once however often it comes; good ones come on top. */
  readonly count: number;
  readonly verify: Verify;
  /** Stops after so many differences. */
  readonly most: number;
  readonly onProgress?: (done: number, found: number) => void;
  readonly onAccepted?: (sample: Sample) => void;
}

export interface FuzzResult {
  /** All tokens, good ones and repeats with them. */
  readonly done: number;
  readonly found: readonly Found[];
  readonly tally: Tally;
  /** The slowest token, with the reading: a verifier that takes long for one text can be stopped with it. */
  readonly slowestMs: number;
}

/** Draws the tokens of a seed from 0 on and compares the verifier with the second reading on each. */
export function fuzz({ generator, count, verify, most, onProgress, onAccepted }: FuzzOptions): FuzzResult {
  const tally = new Tally();
  const found: Found[] = [];
  let slowestMs = 0;
  let done = 0;
  // Nearly every token ends in an error; nobody reads its stack.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  while (tally.mutated < count && found.length < most) {
    const sample = generator.sample(done);
    const begun = performance.now();
    const judgement = judge(sample, verify);
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    tally.add(sample, judgement.outcome);
    if (judgement.difference !== null) found.push({ sample, judgement });
    if (judgement.outcome === 'accepted') onAccepted?.(sample);
    done += 1;
    if (done % 10_000 === 0) onProgress?.(tally.mutated, found.length);
  }
  Error.stackTraceLimit = stackTraceLimit;
  return { done, found, tally, slowestMs };
}

/** What a person needs to see it again. */
export function describeFound({ sample, judgement }: Found, seed: number): string {
  const { text, key, currency } = sample;
  const shown =
    text.length > 2000 ? `${JSON.stringify(text.slice(0, 2000))} (${text.length} long)` : JSON.stringify(text);
  return [
    `DIFFERENCE in ${sample.kind} (${sample.signature}): ${judgement.difference}`,
    `  token ${shown}`,
    `  key ${Buffer.from(key).toString('hex')}, terminal pays ${currency}`,
    `  replay: node_modules/.bin/node test/fuzz/token/run.ts --seed ${seed} --only ${sample.index}`,
  ].join('\n');
}
