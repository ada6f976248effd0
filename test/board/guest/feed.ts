// feed.ts RGB IR FPS: writes the known frames, one after the other, to two v4l2loopback nodes at the same moments, until it
// is killed. v4l2-ctl has set their formats. One line per round: the frame's number, then from when to when (monotonic
// clock, microseconds) the RGB and the IR node took it; the driver's stamps lie within.
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { FRAMES, knownFrames } from './knownFrames.ts';

const [rgb = '', ir = '', fps = '15'] = process.argv.slice(2);
const nodes = [openSync(rgb, 'r+'), openSync(ir, 'r+')] as const;
const frames = [knownFrames(2), knownFrames(1)] as const;
const period = 1000 / Number(fps);
const nowUs = () => Number(process.hrtime.bigint() / 1000n);
for (let count = 0, next = performance.now(); ; count++, next = Math.max(next + period, performance.now())) {
  const times = [0, 1].flatMap((channel) => {
    const begun = nowUs();
    writeSync(nodes[channel] as number, frames[channel]?.[count % FRAMES] as Buffer);
    return [begun, nowUs() + 1];
  });
  console.log([count % FRAMES, ...times].join(' '));
  await pause(next + period - performance.now());
}
