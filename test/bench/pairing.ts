import { parseArgs } from 'node:util';
import { scorePairing, trouble } from '../unit/vision/support/scorePairing.ts';

/** `npm run pairing`: a million frames of two misbehaving cameras against the truth they were made from (R12). */
const { values } = parseArgs({
  options: { frames: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const PER_WORLD = 10_000;
const total = Number(values.frames);
const begun = performance.now();
const sums = { frames: 0, pairs: 0, wrong: 0, pairable: 0, paired: 0, lost: 0, mostHeld: 0 };
const reasons = new Map<string, number>();
for (let seed = Number(values.seed); sums.frames < total; seed++) {
  const score = scorePairing(trouble(seed, PER_WORLD));
  for (const name of ['frames', 'pairs', 'pairable', 'paired', 'lost'] as const) sums[name] += score[name];
  sums.mostHeld = Math.max(sums.mostHeld, score.mostHeld);
  sums.wrong += score.wrong.length;
  for (const line of score.wrong.slice(0, 3)) console.log(`wrong: ${line}`);
  for (const [reason, count] of Object.entries(score.unpaired)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
}
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
console.log(`${sums.frames} frames, ${sums.pairs} pairs, ${sums.wrong} wrong, ${seconds} s`);
console.log(
  `${sums.paired} of ${sums.pairable} pairable frames paired: ${((100 * sums.paired) / sums.pairable).toFixed(3)} %`,
);
console.log(`held at most ${sums.mostHeld} frames at once, ${sums.lost} lost without a reason`);
console.log([...reasons].map(([reason, count]) => `${reason} ${count}`).join(', '));
if (sums.wrong > 0 || sums.lost > 0 || sums.paired < 0.999 * sums.pairable) process.exitCode = 1;
