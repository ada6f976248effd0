import t from 'tap';
import { CodeRun } from '../../../src/vision/codeRun.ts';

const PERIOD = 33_333;

function halfBits(bits: readonly number[]): (0 | 1)[] {
  return bits.flatMap((bit): (0 | 1)[] => (bit ? [1, 0] : [0, 1]));
}

/** 16 pseudo-random bits of a seed. */
function code(seed: number): (0 | 1)[] {
  let state = seed * 2654435761;
  return halfBits(
    Array.from({ length: 16 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 20) & 1;
    }),
  );
}

interface World {
  readonly bits: readonly (0 | 1)[];
  /** Frames between exposure and arrival, in microseconds. */
  readonly latencyUs?: number;
  /** What the stream shows for frame `index` if it does not follow commands. */
  readonly stream?: (index: number) => boolean | null;
  readonly frames: number;
}

/** Plays frames at 30 fps; an honest light follows a command from the next exposure on. */
function play({ bits, latencyUs = 40_000, stream, frames }: World) {
  let nowUs = 0;
  const commands: { atUs: number; lit: boolean }[] = [{ atUs: -1, lit: true }];
  const run = new CodeRun({
    halfBits: bits,
    setLight: (lit) => void commands.push({ atUs: nowUs, lit }),
    nowUs: () => nowUs,
  });
  run.begin();
  const seen: (number | null)[] = [];
  const shown: (0 | 1)[] = [];
  const light: (boolean | null)[] = [];
  for (let index = 1; index <= frames && !run.complete; index++) {
    const exposedUs = index * PERIOD;
    const honest = commands.findLast((command) => command.atUs <= exposedUs)!.lit;
    nowUs = exposedUs + latencyUs;
    const lit = stream ? stream(index) : honest;
    const half = run.take(lit, exposedUs);
    seen.push(half);
    light.push(lit);
    if (half !== null) shown[half] = lit ? 1 : 0;
  }
  return { run, seen, shown, light };
}

t.test('an honest light shows every code, at every latency of a camera', async (t) => {
  for (let seed = 1; seed <= 200; seed++) {
    for (const latencyUs of [5_000, 20_000, 40_000, 70_000]) {
      const bits = code(seed);
      const { run, shown } = play({ bits, latencyUs, frames: 200 });
      if (!run.complete || shown.join() !== bits.join()) t.fail(`seed ${seed} latency ${latencyUs}`);
    }
  }
  t.pass('800 runs complete');
});

t.test('half-bits are reported once each and in order', async (t) => {
  const { seen } = play({ bits: code(7), frames: 200 });
  t.strictSame(
    seen.filter((half) => half !== null),
    Array.from({ length: 32 }, (_, index) => index),
  );
});

t.test('R13: a stream that does not follow never completes a random code', async (t) => {
  const streams: Record<string, (index: number) => boolean | null> = {
    'all lit': () => true,
    'all dark': () => false,
    'cannot tell': () => null,
    alternating: (index) => index % 2 === 0,
    'two and two': (index) => (index >> 1) % 2 === 0,
    'three and three': (index) => Math.floor(index / 3) % 2 === 0,
    'one and two': (index) => index % 3 === 0,
  };
  for (const [name, stream] of Object.entries(streams)) {
    let completed = 0;
    for (let seed = 1; seed <= 1000; seed++) {
      if (play({ bits: code(seed), stream, frames: 400 }).run.complete) completed++;
    }
    // Two irregular frames are forgiven: codes with at most two changes (0.4 %) are regular enough to be met.
    t.ok(completed <= 10, `${name}: ${completed} of 1000`);
  }
});

t.test('R13: the recording of another session never completes', async (t) => {
  let completed = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    // What an honest light showed for another code, frame by frame, repeated for ever.
    const { light } = play({ bits: code(seed + 5000), frames: 200 });
    const { run } = play({ bits: code(seed), stream: (index) => light[index % light.length]!, frames: 400 });
    if (run.complete) completed++;
  }
  t.ok(completed <= 2, `${completed} of 1000`);
});

t.test('a light that changes without being told starts the pass again', async (t) => {
  let nowUs = 0;
  const run = new CodeRun({ halfBits: halfBits([1, 0]), setLight: () => {}, nowUs: () => nowUs });
  run.begin();
  const take = (lit: boolean) => {
    nowUs += PERIOD;
    return run.take(lit, nowUs - 1000);
  };
  t.equal(take(true), 0);
  t.equal(take(false), 1);
  t.equal(take(true), null, 'the code stays dark here and nothing was commanded');
  t.equal(run.violations, 1);
  t.notOk(run.complete);
});

t.test('without a code nothing runs', async (t) => {
  const run = new CodeRun({ halfBits: [], setLight: () => t.fail('no command'), nowUs: () => 0 });
  run.begin();
  t.notOk(run.running);
  t.notOk(run.complete);
  t.equal(run.take(true, 1), null);
});
