// watch.ts FILE...: opens the cameras of a board profile as the vision process does, through the product's own code, takes
// pairs, and opens them again after each fault. One JSON line per thing that happens; `ms` is the board's monotonic clock.
import { loadConfig } from '../../../src/config/load.ts';
import { backoff } from '../../../src/lib/backoff.ts';
import { sleep } from '../../../src/lib/deadline.ts';
import { toTellersightError } from '../../../src/lib/errors.ts';
import type { FrameSource } from '../../../src/vision/capture/frameSource.ts';
import { releasePair } from '../../../src/vision/capture/intake.ts';
import { openSource } from '../../../src/vision/capture/openSource.ts';
import { knownFrames, numberOf } from './knownFrames.ts';

const { vision } = loadConfig({ files: process.argv.slice(2) }).config;
const known = { rgb: knownFrames(2), ir: knownFrames(1) };
const say = (event: string, facts: object) =>
  console.log(JSON.stringify({ event, ms: Math.round(Number(process.hrtime.bigint() / 1_000_000n)), ...facts }));

/** Every pair until a fault. A pair is told by its numbers and by which known frames it is. */
async function take(source: FrameSource): Promise<never> {
  await source.start();
  say('open', { cameras: source.cameras });
  for (;;) {
    const pair = await source.next(1000);
    const { rgb, ir, skewUs } = pair;
    const frames = { rgb: numberOf(rgb.picture.data, known.rgb), ir: numberOf(ir.picture.data, known.ir) };
    const stamps = { rgbUs: rgb.timestampUs, irUs: ir.timestampUs, skewUs };
    releasePair(pair);
    attempt = 0;
    say('pair', { frames, ...stamps, counters: source.counters });
  }
}

let attempt = 0;
for (;;) {
  const source = openSource(vision, (code, message) => say('told', { code, message }));
  try {
    await take(source);
  } catch (error) {
    const { code, message } = toTellersightError(error, 'CAPTURE_CAMERA_LOST');
    say('fault', { code, message });
  } finally {
    await source.stop();
  }
  await sleep(backoff(attempt++, 200, 2000));
}
