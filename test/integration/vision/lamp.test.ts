import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { configSchema } from '../../../src/config/schema.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { systemTimers } from '../../../src/lib/timers.ts';
import { silentLog } from '../../../src/system/log.ts';
import { fuse } from '../../../src/teller/policy/fuse.ts';
import { type Bit, illumination, toHalfBits } from '../../../src/teller/policy/illumination.ts';
import { irResponse } from '../../../src/teller/policy/irResponse.ts';
import { GpioLight } from '../../../src/vision/emitter/gpioLight.ts';
import { Illuminator } from '../../../src/vision/emitter/illuminator.ts';
import { LightJournal } from '../../../src/vision/emitter/lightJournal.ts';
import { VisionProcess } from '../../../src/vision/visionProcess.ts';
import { fakeLight } from './support/fakeLight.ts';
import { FakeTeller } from './support/fakeTeller.ts';
import { SwitchedSource } from './support/switchedSource.ts';

const BITS: Bit[] = [1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0];
const SIZE = { width: 640, height: 480 };
/** A face in infrared room light: it is found without the lamp, too. */
const PERSON = { identity: 3, ambientIr: 0.25 };

/** A capture of a rig whose light hangs on a GPIO line; `lamp` is what the light does to the picture. */
async function capture(t: Test, lamp: () => boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'tellersight-lamp-'));
  const teller = new FakeTeller();
  await teller.start();
  const driver = new GpioLight({ chip: '/dev/gpiochip9', line: 2, activeLow: false, binding: fakeLight });
  const sources: SwitchedSource[] = [];
  const vision = new VisionProcess({
    vision: configSchema.shape.vision.parse({ source: 'scene', scene_socket: '/nowhere', rig_offset_x: -0.2 }),
    packs: undefined,
    teller: teller.endpoint,
    version: '0.0.0',
    log: silentLog,
    clock: systemClock,
    open: () => {
      const emitter = new Illuminator({
        driver,
        journal: new LightJournal(folder, driver.device),
        delays: { onUs: 0, offUs: 0, marginUs: 0 },
        deadlineMs: 2000,
        maxOnMs: 10_000,
        clock: systemClock,
        timers: systemTimers,
      });
      const source = new SwitchedSource(PERSON, emitter, lamp);
      sources.push(source);
      return source;
    },
  });
  t.teardown(async () => {
    await vision.stop();
    await teller.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await vision.start();
  const hello = await teller.wait('hello', (message) => message.cameras.length === 2);
  t.match(hello.emitter, { kind: 'gpio', coded: true });
  const halfBits = toHalfBits(BITS);
  await teller.send({ type: 'beginCapture', captureId: 'c1', halfBits, deadlineMs: 30_000 });
  const done = await teller.wait('captureDone');
  const frames = teller.messages.flatMap((message) => (message.type === 'frame' ? [message.frame] : []));
  const fused = fuse(frames, halfBits, done.embeddedPairs, { rgb: SIZE, ir: SIZE });
  const reasons = [...irResponse(fused, true), ...illumination(fused, BITS)];
  return { done, reasons, vision, teller, sources, frames };
}

t.test('R13: a lamp on our line: the code comes back from the face, judged by our own switching times', async (t) => {
  const { done, reasons, vision } = await capture(t, () => fakeLight.state().high);
  t.equal(done.outcome, 'complete');
  t.strictSame(reasons, []);
  await vision.stop();
  t.equal(fakeLight.state().high, false, 'off at the end');
  t.equal(fakeLight.state().open, 0, 'and the line is given back');
});

t.test(
  'R13: the lamp is unplugged: the switching goes well, the face does not answer, the teller refuses',
  async (t) => {
    const { done, reasons, frames } = await capture(t, () => false);
    t.equal(done.outcome, 'complete', 'vision cannot know');
    t.ok(
      frames.some(({ illuminated, ir }) => illuminated === true && ir?.face),
      'the face is seen in the room light',
    );
    t.ok(reasons.includes('IR_RESPONSE_MISSING'));
    t.ok(reasons.includes('ILLUMINATION_CODE_MISMATCH'));
  },
);

t.test('R13: the lamp burns by itself: no difference either', async (t) => {
  const { reasons } = await capture(t, () => true);
  t.ok(reasons.includes('IR_RESPONSE_MISSING'));
  t.ok(reasons.includes('ILLUMINATION_CODE_MISMATCH'));
});

t.test('a line that fails ends the capture with its code; then the rig is opened anew', async (t) => {
  const { teller, sources } = await capture(t, () => fakeLight.state().high);
  await teller.send({ type: 'beginCapture', captureId: 'c2', halfBits: toHalfBits(BITS), deadlineMs: 30_000 });
  await teller.wait('frame', (message) => message.captureId === 'c2');
  fakeLight.fail('set', 5);
  const failed = await teller.wait('captureFailed');
  t.match(failed, { captureId: 'c2', code: 'LIGHT_FAILED' });
  fakeLight.fail('set', 0);
  const from = teller.messages.length;
  await teller.wait('progress', () =>
    teller.messages.slice(from).some((m) => m.type === 'progress' && m.state === 'idle' && m.fault === null),
  );
  t.ok(sources.length >= 2);
  t.equal(sources[0]!.leased, 0);
});
