// npm run fuzz:token -- [--count 1000000] [--seed 1] [--only INDEX] [--nonces 1000000]
// Mutated dispense tokens (R16) against the product's verifier and a second reading of the rules, and nonces (R17).
import { parseArgs } from 'node:util';
import { verifyDispenseToken } from '../../../src/dispenser/token.ts';
import { judge } from './differential.ts';
import { Generator } from './draw/generator.ts';
import { features } from './features.ts';
import { describeFound, fuzz } from './fuzz.ts';
import { drawNonces, issueFromStore } from './nonces.ts';
import { readDispenseToken } from './reading/reading.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    nonces: { type: 'string', default: '1000000' },
  },
});
const seed = whole(values.seed);
if (values.only === undefined) runAll();
else runOne(whole(values.only));

function runAll(): void {
  const count = whole(values.count);
  const begun = performance.now();
  const seen: Record<string, number> = {};
  const { done, found, tally, slowestMs } = fuzz({
    generator: new Generator(seed),
    count,
    verify: verifyDispenseToken,
    most: 10,
    onProgress: (at, differences) => {
      if (!process.stderr.isTTY) return;
      const rate = Math.round(at / ((performance.now() - begun) / 1000));
      process.stderr.write(`\r${at} of ${count} tokens, ${rate} per second, ${differences} differences `);
    },
    onAccepted: (sample) => {
      if (sample.signature !== 'right') return;
      for (const name of features(sample)) seen[name] = (seen[name] ?? 0) + 1;
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const seconds = (performance.now() - begun) / 1000;
  for (const difference of found) console.log(describeFound(difference, seed));

  const forged = (what: 'drawn' | 'issued' | 'accepted') => tally.total('kept', what) + tally.total('wrong', what);
  console.log(tally.table());
  console.log(`refused with: ${counts(tally.codes)}`);
  console.log(`re-signed and accepted with: ${counts(seen)}`);
  console.log(`not signed by the bank: ${forged('drawn')} drawn, ${forged('accepted')} accepted`);
  const right = `${tally.total('right', 'drawn')} drawn, ${tally.total('right', 'accepted')} accepted by both readings`;
  console.log(`signed again by the bank: ${right}`);
  console.log(`good tokens: ${tally.total('whole', 'drawn')}, ${tally.total('whole', 'accepted')} accepted`);
  const speed = `${seconds.toFixed(1)} s, ${Math.round(done / seconds)} per second, slowest ${slowestMs.toFixed(1)} ms`;
  console.log(
    `seed ${seed}: ${tally.mutated} mutated tokens, each counted once, of ${done} drawn; ${found.length} differences; ${speed}`,
  );

  const nonces = drawNonces(issueFromStore(), whole(values.nonces));
  const sound = nonces.distinct === nonces.drawn && nonces.malformed === 0 && nonces.worstBit < 6;
  const bits = `worst bit ${nonces.worstBit.toFixed(1)} standard deviations off`;
  console.log(`${nonces.drawn} nonces, ${nonces.distinct} unlike, ${nonces.malformed} malformed, ${bits}`);
  process.exitCode = found.length === 0 && sound ? 0 : 1;
}

function runOne(index: number): void {
  const sample = new Generator(seed).sample(index);
  const judgement = judge(sample, verifyDispenseToken);
  const reading = readDispenseToken(sample.text, sample.key, sample.currency);
  console.log(`${sample.kind} (${sample.signature}), terminal pays ${sample.currency}`);
  console.log(`key ${Buffer.from(sample.key).toString('hex')}`);
  console.log(JSON.stringify(sample.text));
  console.log(`the product: ${judgement.outcome}`);
  console.log('the second reading:', reading);
  console.log(judgement.difference === null ? 'no difference' : `DIFFERENCE: ${judgement.difference}`);
  process.exitCode = judgement.difference === null ? 0 : 1;
}

function whole(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new RangeError(`${text} is not a whole number`);
  return Number(text);
}

function counts(table: Readonly<Record<string, number>>): string {
  const entries = Object.entries(table).sort(([, a], [, b]) => b - a);
  return entries.map(([name, count]) => `${name} ${count}`).join(', ');
}
