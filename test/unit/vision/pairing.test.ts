import t from 'tap';
import type { Frame, FramePair } from '../../../src/vision/capture/frameSource.ts';
import { FramePairer } from '../../../src/vision/capture/pairing.ts';

const PERIOD = 33_333;

/** Frames without pictures that count how often they were released. */
function frames() {
  const released = new Map<Frame, number>();
  const make = (channel: 'rgb' | 'ir', sequence: number, timestampUs: number): Frame => {
    const frame: Frame = {
      channel,
      sequence,
      timestampUs,
      illuminated: null,
      get picture(): never {
        throw new Error('pairing must not look at pictures');
      },
      release: () => void released.set(frame, (released.get(frame) ?? 0) + 1),
    };
    released.set(frame, 0);
    return frame;
  };
  return { make, released };
}

/** Pushes frames in order of their times, as they arrive. */
function run(pairer: FramePairer, list: Frame[]): FramePair[] {
  const pairs: FramePair[] = [];
  for (const frame of [...list].sort((a, b) => a.timestampUs - b.timestampUs)) {
    const pair = pairer.push(frame);
    if (pair) pairs.push(pair);
  }
  return pairs;
}

t.test('jitter and a constant phase: every frame finds its partner and the phase is taken out', async (t) => {
  for (const phase of [0, 7000, -9000, 15_000]) {
    const { make } = frames();
    const list: Frame[] = [];
    for (let i = 0; i < 60; i++) {
      const jitter = (((i * 7919) % 13) - 6) * 400; // +-2.4 ms
      list.push(make('rgb', i, 100_000 + i * PERIOD), make('ir', i, 100_000 + i * PERIOD + phase + jitter));
    }
    const pairer = new FramePairer({ maxSkewUs: 50_000, fps: { rgb: 30, ir: 30 } });
    const pairs = run(pairer, list);
    t.equal(pairs.length, 60, `phase ${phase}`);
    t.ok(pairs.every((pair) => pair.rgb.sequence === pair.ir.sequence));
    t.ok(pairs.slice(20).every((pair) => Math.abs(pair.skewUs) <= 5000));
    t.ok(Math.abs(pairer.offsetUs - phase) <= 2400);
    t.equal(pairer.dropped, 0);
  }
});

t.test('lost frames lose their partner only', async (t) => {
  const { make, released } = frames();
  const list: Frame[] = [];
  for (let i = 0; i < 90; i++) {
    if (i % 10 !== 3) list.push(make('rgb', i, 1000 + i * PERIOD));
    if (i % 15 !== 7) list.push(make('ir', i, 1000 + i * PERIOD + 5000));
  }
  const pairer = new FramePairer({ maxSkewUs: 50_000, fps: { rgb: 30, ir: 30 } });
  const pairs = run(pairer, list);
  t.ok(
    pairs.every((pair) => pair.rgb.sequence === pair.ir.sequence),
    'never a neighbour',
  );
  t.equal(pairs.length, 90 - 9 - 6);
  t.equal(pairer.missed, 9 + 6 - 0);
  t.equal(pairer.dropped, 9 + 6);
  pairer.clear();
  const inPairs = new Set(pairs.flatMap((pair) => [pair.rgb, pair.ir]));
  for (const [frame, count] of released) t.equal(count, inPairs.has(frame) ? 0 : 1);
});

t.test('R12: frames further apart than the limit are no pair, whatever the offset', async (t) => {
  const { make } = frames();
  const pairer = new FramePairer({ maxSkewUs: 10_000, fps: { rgb: 30, ir: 30 } });
  const list: Frame[] = [];
  for (let i = 0; i < 30; i++) list.push(make('rgb', i, 1000 + i * PERIOD), make('ir', i, 1000 + i * PERIOD + 11_000));
  t.equal(run(pairer, list).length, 0);
  t.ok(pairer.dropped >= 50);
});

t.test('a drifting clock cannot stretch the limit', async (t) => {
  const { make } = frames();
  const pairer = new FramePairer({ maxSkewUs: 20_000, fps: { rgb: 30, ir: 30 } });
  const list: Frame[] = [];
  for (let i = 0; i < 300; i++) list.push(make('rgb', i, 1000 + i * PERIOD), make('ir', i, 1000 + i * (PERIOD + 100)));
  const pairs = run(pairer, list);
  t.ok(pairs.length > 150);
  t.ok(pairs.every((pair) => Math.abs(pair.ir.timestampUs - pair.rgb.timestampUs) <= 20_000));
});

t.test('memory is bounded when one channel is silent', async (t) => {
  const { make, released } = frames();
  const pairer = new FramePairer({ maxSkewUs: 50_000, fps: { rgb: 30, ir: 30 } });
  for (let i = 0; i < 1000; i++) t.equal(pairer.push(make('rgb', i, 1000 + i * PERIOD)), null);
  t.equal(pairer.dropped, 996);
  t.equal([...released.values()].filter((count) => count === 0).length, 4);
  pairer.clear();
  t.ok([...released.values()].every((count) => count === 1));
});

t.test('timestamps that do not grow are refused', async (t) => {
  const { make } = frames();
  const pairer = new FramePairer({ maxSkewUs: 50_000, fps: { rgb: 30, ir: 30 } });
  pairer.push(make('rgb', 1, 5000));
  t.ok(pairer.push(make('ir', 1, 5000)));
  t.equal(pairer.push(make('rgb', 2, 5000)), null);
  t.equal(pairer.push(make('rgb', 3, 4000)), null);
  t.equal(pairer.push(make('rgb', 4, Number.NaN)), null);
  t.equal(pairer.dropped, 3);
});
