import t from 'tap';
import { unpairedReasons } from '../../../src/vision/capture/pairing.ts';
import type { CameraPairOptions } from './support/cameraPair.ts';
import { scorePairing, trouble } from './support/scorePairing.ts';

/** `npm run pairing` does the same with a million. */
const FRAMES = 100_000;
const PER_WORLD = 10_000;

t.test('R12: two misbehaving cameras: no wrong pair, hardly one missed, a reason for every frame', async (t) => {
  let [frames, pairable, paired] = [0, 0, 0];
  for (let seed = 1; frames < FRAMES; seed++) {
    const score = scorePairing(trouble(seed, PER_WORLD));
    t.strictSame(score.wrong, [], `seed ${seed}`);
    t.equal(score.lost, 0, 'each frame handed out or given back, once, with a reason');
    t.ok(score.mostHeld <= 8, 'bounded memory');
    frames += score.frames;
    pairable += score.pairable;
    paired += score.paired;
  }
  t.ok(paired >= 0.999 * pairable, `${paired} of ${pairable}`);
});

const calm: CameraPairOptions = {
  ...trouble(1, PER_WORLD),
  fps: { rgb: 30, ir: 30 },
  frames: { rgb: 5000, ir: 5000 },
  ppm: { rgb: 0, ir: 0 },
  phaseUs: 0,
  jitterUs: 0,
  drop: 0,
  duplicate: 0,
  backwards: 0,
  wild: 0,
  phaseLeap: 0,
  clockLeap: 0,
};

t.test('half a period apart under jitter, either neighbour is right, but it stays the same one', async (t) => {
  for (const seed of [1, 2, 3]) {
    const score = scorePairing({ ...calm, seed, phaseUs: 1e6 / 60, jitterUs: 2500 });
    t.strictSame(score.wrong, []);
    t.ok(score.pairs >= 4990, `${score.pairs} pairs of 5000`);
  }
});

t.test('drift is tracked and told, through every change of partner', async (t) => {
  for (const ppm of [-3000, -200, 50, 200, 3000]) {
    const score = scorePairing({ ...calm, ppm: { rgb: 0, ir: ppm }, jitterUs: 300 });
    t.strictSame(score.wrong, [], `${ppm} ppm`);
    t.ok(score.paired >= 0.998 * score.pairable, `${ppm} ppm: ${score.paired} of ${score.pairable}`);
    // A faster IR camera exposes earlier and earlier.
    t.ok(Math.abs(score.driftPpm + ppm) < 400, `${ppm} ppm: ${score.driftPpm}`);
  }
});

t.test('each trouble alone costs its own frames and no others', async (t) => {
  const alone = (change: Partial<CameraPairOptions>) =>
    scorePairing({ ...calm, phaseUs: 5000, jitterUs: 500, ...change });
  const dropping = alone({ drop: 0.1 });
  t.strictSame(dropping.wrong, []);
  t.equal(dropping.paired, dropping.pairable);
  t.equal(dropping.unpaired.noPartner, dropping.frames - dropping.pairable - dropping.unpaired.flush);
  const doubled = alone({ duplicate: 0.1 });
  t.equal(doubled.paired, doubled.pairable);
  t.equal(doubled.unpaired.duplicate, doubled.frames - 10_000);
  const falling = alone({ backwards: 0.02 });
  t.equal(falling.paired, falling.pairable);
  t.ok(falling.unpaired.backwards > 100);
  const wild = alone({ wild: 0.01 });
  // The very first stamp may be the wild one: three more until it is disbelieved.
  t.ok(wild.pairable - wild.paired <= 6);
  t.ok(wild.unpaired.jump > 50);
  const leaping = alone({ clockLeap: 0.002 });
  t.strictSame(leaping.wrong, []);
  // Three frames of each camera until another time is believed, and one or two that waited.
  t.ok(leaping.pairable - leaping.paired <= 10 * 14, `${leaping.pairable - leaping.paired} lost in some ten leaps`);
  const late = alone({ phaseLeap: 0.002 });
  t.strictSame(late.wrong, []);
  t.ok(late.unpaired.unclear > 0 && late.paired >= 0.98 * late.pairable);
});

t.test('slow in the dark: a camera that halves its rate is paired at its new one', async (t) => {
  const score = scorePairing({
    ...calm,
    frames: { rgb: 5000, ir: 2500 },
    ppm: { rgb: 0, ir: -500_000 },
    jitterUs: 500,
  });
  t.strictSame(score.wrong, []);
  t.ok(score.paired >= 0.99 * score.pairable, `${score.paired} of ${score.pairable}`);
});

t.test('a camera whose frames come late: none is lost for it, at any rates', async (t) => {
  const rates = [
    ...[
      [30, 30],
      [30, 15],
      [15, 30],
    ],
    ...[
      [60, 30],
      [60, 15],
      [15, 60],
    ],
  ] as const;
  for (const [rgb, ir] of rates) {
    for (const late of [0, 33, 66, 100, 130]) {
      for (const latencyUs of [
        { rgb: 20_000, ir: 20_000 + late * 1000 },
        { rgb: 20_000 + late * 1000, ir: 20_000 },
      ]) {
        const frames = { rgb: 20 * rgb, ir: 20 * ir };
        const score = scorePairing({ ...calm, fps: { rgb, ir }, frames, phaseUs: 3000, jitterUs: 500, latencyUs });
        const which = `${rgb} and ${ir} fps, ${latencyUs.rgb} and ${latencyUs.ir} us late`;
        t.strictSame([score.wrong, score.lost], [[], 0], which);
        // Those of the last frames whose partner has not come yet.
        t.ok(score.pairable - score.paired <= 2 * Math.ceil(0.13 * Math.min(rgb, ir)), which);
        t.equal(score.unpaired.skew + score.unpaired.unclear, 0, which);
      }
    }
  }
});

t.test('R12: a frame from before a leap of the clock never meets one from after it', async (t) => {
  // In this run the clock falls back by the way of a few frames, and one camera sees it first.
  t.strictSame(scorePairing(trouble(865, PER_WORLD)).wrong, []);
});

t.test('the reasons are all there from the start', async (t) => {
  t.strictSame(Object.keys(scorePairing({ ...calm, frames: { rgb: 3, ir: 3 } }).unpaired), [...unpairedReasons]);
});
