import t from 'tap';
import { StreamWatch, type WatchedFrame } from '../../../src/vision/capture/streamWatch.ts';

const PERIOD = 33_333;
const START = 50_000_000;
const lively = (n: number) => ({ hash: n, darkest: 20, brightest: 180 });
const dark = { darkest: 0, brightest: 4 };

/** Frame `n` of a healthy stream, stamped 5 ms before it arrives. */
function frame(n: number, change: Partial<WatchedFrame> = {}): WatchedFrame {
  const timestampUs = START + n * PERIOD;
  return { timestampUs, sequence: n, arrivedUs: timestampUs + 5000, sample: lively(n), illuminated: null, ...change };
}

/** Feeds frames until one is at fault: its code, and the time since the first frame, milliseconds. */
function fault(
  channel: 'rgb' | 'ir',
  frames: Iterable<WatchedFrame>,
  fps = 30,
): { code: string; afterMs: number } | null {
  const watch = new StreamWatch(channel, fps);
  for (const one of frames) {
    const error = watch.take(one);
    if (error) return { code: error.code, afterMs: (one.arrivedUs - START) / 1000 };
  }
  return null;
}

const many = (count: number, make: (n: number) => WatchedFrame) => Array.from({ length: count }, (_, n) => make(n));

t.test('a healthy stream of a minute', async (t) => {
  for (const channel of ['rgb', 'ir'] as const)
    t.equal(
      fault(
        channel,
        many(1800, (n) => frame(n)),
      ),
      null,
    );
});

t.test('lost frames are counted, over the end of the 32-bit counter too', async (t) => {
  const watch = new StreamWatch('rgb', 30);
  const counters = [0xffff_fffd, 0xffff_fffe, 1, 2, 5];
  for (const [n, sequence] of counters.entries()) t.equal(watch.take(frame(n, { sequence })), null);
  t.equal(watch.missed, 2 + 2);
  watch.take(frame(5, { sequence: 3 }));
  t.equal(watch.missed, 4, 'a counter that goes back says nothing');
});

t.test('what drivers do is tolerated: stamps 34 ms ahead, jitter, a gap of real time', async (t) => {
  t.equal(
    fault(
      'rgb',
      many(90, (n) => frame(n, { arrivedUs: START + n * PERIOD - 34_000 })),
    ),
    null,
  );
  const jitter = (n: number) => frame(n, { arrivedUs: START + n * PERIOD + (n % 3) * 40_000 });
  t.equal(fault('rgb', many(90, jitter)), null);
  const resumed = many(60, (n) => frame(n < 30 ? n : n + 25));
  t.equal(fault('rgb', resumed), null, '0.8 s without frames, and the clock says so');
});

t.test('times that are not of now', async (t) => {
  const shifted = (us: number) => many(3, (n) => frame(n, { arrivedUs: START + n * PERIOD + us }));
  t.match(fault('rgb', shifted(-51_000)), { code: 'V4L2_CLOCK' });
  t.equal(fault('rgb', shifted(-60_000), 15), null, 'the nominal end of a slow frame is further ahead');
  t.match(fault('rgb', shifted(-68_000), 15), { code: 'V4L2_CLOCK' }, 'by more than a period');
  t.match(fault('rgb', shifted(-101_000), 5), { code: 'V4L2_CLOCK' }, 'however slow the camera');
  t.match(fault('rgb', shifted(1_001_000)), { code: 'V4L2_CLOCK' });
  t.equal(fault('rgb', shifted(999_000)), null);
});

t.test('times that stop, go back or jump', async (t) => {
  const at10 = (change: Partial<WatchedFrame>) => many(20, (n) => (n === 10 ? frame(n, change) : frame(n)));
  t.match(fault('ir', at10({ timestampUs: START + 9 * PERIOD })), { code: 'V4L2_CLOCK' }, 'stands still');
  t.match(fault('ir', at10({ timestampUs: START + 8 * PERIOD })), { code: 'V4L2_CLOCK' }, 'goes back');
  const ahead = many(20, (n) => frame(n, n < 10 ? { timestampUs: START + n * PERIOD - 800_000 } : {}));
  const busy = many(20, (n) => frame(n, { arrivedUs: START + Math.max(n, 18) * PERIOD + n }));
  t.equal(fault('ir', busy), null, 'frames of half a second taken at once by a busy board');
  t.match(fault('ir', ahead), { code: 'V4L2_CLOCK' }, 'jumps forward by 0.8 s in one period');
  t.match(fault('ir', [...ahead].slice(0, 10)), null);
});

t.test('frozen: within a second, at every rate', async (t) => {
  for (const fps of [5, 15, 30, 120]) {
    const still = many(2 * fps, (n) => {
      const timestampUs = START + Math.round((n * 1e6) / fps);
      return frame(n, { timestampUs, arrivedUs: timestampUs + 5000, sample: lively(7) });
    });
    const found = fault('rgb', still);
    t.equal(found?.code, 'V4L2_FROZEN', `${fps} fps`);
    t.ok(found && found.afterMs <= 1000, `${fps} fps: ${found?.afterMs} ms`);
  }
});

t.test('frozen: repeats and clipped pictures are none', async (t) => {
  t.equal(
    fault(
      'rgb',
      many(90, (n) => frame(n, { sample: lively(n >> 2) })),
    ),
    null,
    'each picture four times',
  );
  const white = { hash: 1, darkest: 235, brightest: 255 };
  t.equal(
    fault(
      'ir',
      many(90, (n) => frame(n, { sample: white })),
    ),
    null,
    'sun on the IR camera',
  );
  const black = { hash: 1, darkest: 0, brightest: 0 };
  t.equal(
    fault(
      'ir',
      many(90, (n) => frame(n, { sample: black, illuminated: false })),
    ),
    null,
    'the light is off',
  );
});

t.test('black: an RGB camera that saw within a second, one that never saw after its warm-up', async (t) => {
  const black = (n: number) => frame(n, { sample: { hash: n, ...dark } });
  const covered = fault(
    'rgb',
    many(60, (n) => (n === 0 ? frame(n) : black(n))),
  );
  t.equal(covered?.code, 'V4L2_BLACK');
  t.ok(covered && covered.afterMs <= 1000);
  t.equal(
    fault(
      'rgb',
      many(90, (n) => (n < 55 ? black(n) : frame(n))),
    ),
    null,
    'it may begin black',
  );
  t.match(fault('rgb', many(90, black)), { code: 'V4L2_BLACK' });
  const blinks = many(90, (n) => (n % 15 === 0 ? frame(n) : black(n)));
  t.equal(fault('rgb', blinks), null, 'half a second of dark is none');
  t.equal(
    fault(
      'rgb',
      many(90, (n) => frame(n, { sample: { hash: n, darkest: 0, brightest: 9 } })),
    ),
    null,
  );
});

t.test('black: an IR camera only by what it shows of lit frames', async (t) => {
  const lit = (n: number) => n % 4 < 2;
  const alternate = (seen: (n: number) => boolean) => (n: number) =>
    frame(n, { illuminated: lit(n), sample: lit(n) && seen(n) ? lively(n) : { hash: n, ...dark } });
  t.equal(
    fault(
      'ir',
      many(
        120,
        alternate(() => true),
      ),
    ),
    null,
  );
  const broken = fault(
    'ir',
    many(
      120,
      alternate((n) => n === 0),
    ),
  );
  t.equal(broken?.code, 'V4L2_BLACK');
  t.ok(broken && broken.afterMs <= 1000);
  t.equal(
    fault(
      'ir',
      many(120, (n) => frame(n, { sample: { hash: n, ...dark } })),
    ),
    null,
    'nobody says it was lit',
  );
});

t.test('compressed pictures: no brightness, but frozen ones are seen', async (t) => {
  const unknown = { darkest: null, brightest: null };
  t.equal(
    fault(
      'rgb',
      many(90, (n) => frame(n, { sample: { hash: n, ...unknown } })),
    ),
    null,
  );
  const still = many(90, (n) => frame(n, { sample: { hash: 3, ...unknown } }));
  t.match(fault('rgb', still), { code: 'V4L2_FROZEN' });
  const unlit = still.map((one) => ({ ...one, illuminated: false }));
  t.equal(fault('ir', unlit), null, 'an unlit picture may be black throughout, which compression hides');
});
