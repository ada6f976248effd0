import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { configSchema } from '../../../src/config/schema.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { V4l2Source } from '../../../src/vision/capture/v4l2.ts';
import type { VisionMessage } from '../../../src/vision/observation.ts';
import { VisionProcess } from '../../../src/vision/visionProcess.ts';
import { cameraDouble, Device, options } from './support/cameraDouble.ts';
import { eventLog } from './support/eventLog.ts';
import { FakeTeller } from './support/fakeTeller.ts';

const RGB = '/dev/rgb';
const IR = '/dev/ir';
const FRAME_MS = 33;

/** The vision process over two simulated devices that deliver frames whenever they are plugged in and open. */
async function start(t: Test) {
  const sysfs = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  const nodes = join(sysfs, 'class/video4linux');
  mkdirSync(nodes, { recursive: true });
  const cameras: Record<string, Device> = { [RGB]: new Device(), [IR]: new Device() };
  const devices = { ...cameras };
  let sequence = 0;
  const pump = setInterval(() => {
    sequence++;
    for (const device of Object.values(devices)) {
      const now = Math.round(1000 * systemClock.monotonicMs());
      if (device.open > 0) device.frame(sequence, { timestampUs: now, arrivedUs: now });
    }
  }, FRAME_MS);
  const teller = new FakeTeller();
  await teller.start();
  const { log, events } = eventLog();
  const attempts: number[] = [];
  const binding = cameraDouble(devices);
  const vision = new VisionProcess({
    vision: configSchema.shape.vision.parse({
      source: 'v4l2',
      rgb: { device: RGB, format: 'YUYV' },
      ir: { device: IR, format: 'GREY' },
    }),
    packs: undefined,
    teller: teller.endpoint,
    version: '0.0.0',
    log,
    clock: systemClock,
    open: () => {
      attempts.push(systemClock.monotonicMs());
      const [rgb, ir] = [options(RGB, 'YUYV'), options(IR, 'GREY')];
      return new V4l2Source({ rgb, ir, maxSkewUs: 50_000, binding, sysfs });
    },
  });
  t.teardown(async () => {
    clearInterval(pump);
    await vision.stop();
    await teller.stop();
    rmSync(sysfs, { recursive: true, force: true });
  });
  await vision.start();
  const working = (from = 0) =>
    teller.wait(
      'progress',
      (message) => teller.messages.indexOf(message) >= from && message.state === 'idle' && message.frames.pairs > 0,
    );
  await working();
  return { teller, vision, events, attempts, devices, cameras, nodes, working };
}

const begin = (captureId: string) => ({ type: 'beginCapture', captureId, halfBits: [1, 0], deadlineMs: 20_000 });

type Progress = Extract<VisionMessage, { type: 'progress' }>;

t.test('R14: a cable pulled during a capture, plugged in again: refused, then it works as before', async (t) => {
  const { teller, events, attempts, devices, cameras, working } = await start(t);
  await teller.send(begin('c1'));
  await teller.wait('progress', ({ state }) => state === 'capturing');
  delete devices[IR];
  cameras[IR]!.fail('V4L2_UNPLUGGED');
  t.match(await teller.wait('captureFailed'), { captureId: 'c1', code: 'V4L2_UNPLUGGED' });
  await teller.wait('progress', ({ state, fault }) => state === 'noCamera' && fault?.code === 'V4L2_UNPLUGGED');
  // Opening it again and again fails, at growing intervals, and the camera that is there is not kept.
  await teller.wait('progress', ({ fault }) => fault?.code === 'V4L2_BUSY');
  const tried = attempts.length;
  await teller.send(begin('c2'));
  t.equal((await teller.wait('captureFailed', ({ captureId }) => captureId === 'c2')).code, 'V4L2_BUSY');
  t.equal(cameras[RGB]!.open, 0);
  const from = teller.messages.length;
  devices[IR] = cameras[IR]!;
  await working(from);
  t.ok(attempts.length > tried);
  t.strictSame(
    events.filter((event) => event !== 'V4L2_BUSY'),
    ['VISION_STARTED', 'V4L2_UNPLUGGED', 'VISION_STARTED'],
  );
  t.equal(cameras[RGB]!.open + cameras[IR]!.open, 2);
  const hello = teller.messages.findLast(({ type }) => type === 'hello') as Extract<VisionMessage, { type: 'hello' }>;
  t.equal(hello.cameras.length, 2);
  await teller.send(begin('c3'));
  await teller.wait('progress', (message) => teller.messages.indexOf(message) > from && message.state === 'capturing');
  t.notOk(teller.messages.some((message) => message.type === 'captureFailed' && message.captureId === 'c3'));
});

t.test('R14: a second camera plugged in during a capture refuses it; the count of frames never falls', async (t) => {
  const { teller, events, attempts, nodes, working } = await start(t);
  await teller.send(begin('c1'));
  await teller.wait('progress', ({ state }) => state === 'capturing');
  const from = teller.messages.length;
  writeFileSync(join(nodes, 'video9'), '');
  t.match(await teller.wait('captureFailed'), { captureId: 'c1', code: 'V4L2_HOTPLUG' });
  await working(from);
  t.equal(attempts.length, 2);
  t.strictSame(events, ['VISION_STARTED', 'V4L2_HOTPLUG', 'VISION_STARTED']);
  const progress = teller.messages.filter((message): message is Progress => message.type === 'progress');
  for (const name of ['rgb', 'ir', 'pairs', 'lost'] as const) {
    const counts = progress.map(({ frames }) => frames[name]);
    t.strictSame(
      counts,
      [...counts].sort((a, b) => a - b),
      name,
    );
  }
});
