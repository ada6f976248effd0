// feed.ts RGB IR FPS: writes the known frames, one after the other, to two v4l2loopback nodes at the same moments, until it
// is killed. v4l2-ctl has set their formats.
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { FRAMES, knownFrames } from './knownFrames.ts';

const [rgb = '', ir = '', fps = '15'] = process.argv.slice(2);
const nodes = [openSync(rgb, 'r+'), openSync(ir, 'r+')] as const;
const frames = [knownFrames(2), knownFrames(1)] as const;
const period = 1000 / Number(fps);
for (let count = 0, next = performance.now(); ; count++, next = Math.max(next + period, performance.now())) {
  nodes.forEach((node, channel) => {
    writeSync(node, frames[channel]?.[count % FRAMES] as Buffer);
  });
  await pause(next + period - performance.now());
}
