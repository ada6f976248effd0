import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { configSchema } from '../../../src/config/schema.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { VisionProcess } from '../../../src/vision/visionProcess.ts';
import { eventLog } from './support/eventLog.ts';
import { FakeTeller } from './support/fakeTeller.ts';
import { RenderedSource } from './support/renderedSource.ts';

/** 16 bits, Manchester, with runs and changes in it. */
const BITS = [1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0];
const HALF_BITS = BITS.flatMap((bit) => (bit ? [1, 0] : [0, 1]));

async function start(t: Test, spec: object) {
  const teller = new FakeTeller();
  await teller.start();
  const { log, events } = eventLog();
  const sources: RenderedSource[] = [];
  const cable = { pulled: false };
  const vision = new VisionProcess({
    vision: configSchema.shape.vision.parse({ source: 'scene', scene_socket: '/nowhere', rig_offset_x: -0.2 }),
    packs: undefined,
    teller: teller.endpoint,
    version: '0.0.0',
    log,
    clock: systemClock,
    open: () => {
      const source = new RenderedSource(spec);
      source.unplugged = cable.pulled;
      sources.push(source);
      return source;
    },
  });
  t.teardown(async () => {
    await vision.stop();
    await teller.stop();
  });
  await vision.start();
  await teller.wait('hello', (hello) => hello.cameras.length === 2);
  return { teller, vision, events, sources, cable };
}

const begin = (captureId: string, deadlineMs = 20_000) => ({
  type: 'beginCapture',
  captureId,
  halfBits: HALF_BITS,
  deadlineMs,
});

t.test('one capture, from hello to embedding', async (t) => {
  const { teller, vision, sources } = await start(t, { identity: 3 });
  const hello = await teller.wait('hello', (message) => message.cameras.length === 2);
  t.equal(hello.emitter.coded, true);
  t.equal(hello.source, 'scene');
  await teller.send(begin('c1'));
  const done = await teller.wait('captureDone');
  t.match(done, { captureId: 'c1', outcome: 'complete', embedderSha256: hello.pack.embedderSha256 });
  t.equal(teller.messages.filter((message) => message.type === 'subjectDetected').length, 1);
  const frames = teller.messages.flatMap((message) => (message.type === 'frame' ? [message.frame] : []));
  t.equal(frames.length, done.pairs);
  const coded = frames.filter((frame) => frame.halfBit !== null);
  const lastPass = coded.slice(-HALF_BITS.length);
  t.strictSame(
    lastPass.map((frame) => frame.halfBit),
    HALF_BITS.map((_, index) => index),
    'every half-bit once, in order',
  );
  t.strictSame(
    lastPass.map((frame) => (frame.illuminated ? 1 : 0)),
    HALF_BITS,
  );
  const luma = (state: boolean) => lastPass.filter((f) => f.illuminated === state).map((f) => f.ir?.faceLuma ?? 0);
  t.ok(Math.min(...luma(true)) > Math.max(...luma(false)) + 10, 'the face shows the code');
  t.ok(
    lastPass.every((frame) => frame.illuminated !== false || frame.ir?.face === null),
    'no detector in the dark',
  );
  const bytes = Buffer.from(done.embedding ?? '', 'base64');
  const vector = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  t.equal(vector.length, hello.pack.dimensions);
  t.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-4, 'unit length');
  t.ok(done.embeddedPairs.length >= 1 && done.embeddedPairs.length <= 3);
  const embedded = frames.filter((frame) => done.embeddedPairs.includes(frame.pair));
  t.ok(embedded.every((frame) => frame.rgb?.quality.ok && frame.faces.rgb === 1));
  await teller.wait('progress', (message) => message.state === 'idle' && message.frames.pairs > done.pairs);
  await vision.stop();
  t.equal(sources[0]?.leased, 0, 'every frame was given back');
  t.equal(sources[0]?.commands.at(-1), false, 'the light is off');
});

t.test('nobody, cancelling, and messages that are none', async (t) => {
  const { teller, events } = await start(t, { kind: 'nobody', seed: 2 });
  await teller.send('{');
  await teller.send({ type: 'openDispenser' });
  await teller.send({ ...begin('bad'), halfBits: [2] });
  await teller.send(`"${'x'.repeat(60_000)}"`);
  await teller.send(begin('c1', 700));
  const done = await teller.wait('captureDone');
  t.match(done, { captureId: 'c1', outcome: 'noFace', embedding: null, embeddedPairs: [] });
  t.ok(teller.messages.some((message) => message.type === 'guidance' && message.guidance === 'presentFace'));
  t.equal(events.filter((code) => code === 'VISION_MESSAGE_MALFORMED').length, 4);
  await teller.send(begin('c2'));
  await teller.wait('frame', (message) => message.captureId === 'c2');
  await teller.send({ type: 'endCapture', captureId: 'another' });
  await teller.send({ type: 'endCapture', captureId: 'c2' });
  t.equal((await teller.wait('captureDone', (message) => message.captureId === 'c2')).outcome, 'cancelled');
  await teller.send(begin('c3'));
  await teller.wait('frame', (message) => message.captureId === 'c3');
  await teller.send(begin('c4', 300));
  t.equal((await teller.wait('captureDone', (message) => message.captureId === 'c3')).outcome, 'cancelled');
  t.equal((await teller.wait('captureDone', (message) => message.captureId === 'c4')).outcome, 'noFace');
});

t.test('a camera lost during a capture: the capture fails, the process goes on', async (t) => {
  const { teller, sources, events, cable } = await start(t, { kind: 'nobody', seed: 2 });
  await teller.send(begin('c1'));
  await teller.wait('frame');
  cable.pulled = true;
  sources[0]!.unplugged = true;
  t.match(await teller.wait('captureFailed'), { captureId: 'c1', code: 'CAPTURE_CAMERA_LOST' });
  await teller.wait('progress', (message) => message.state === 'noCamera' && message.fault !== null);
  await teller.send(begin('c2'));
  t.equal((await teller.wait('captureFailed', (message) => message.captureId === 'c2')).code, 'CAPTURE_CAMERA_LOST');
  cable.pulled = false;
  const back = teller.messages.length;
  const plugged = () =>
    teller.messages.slice(back).some((m) => m.type === 'progress' && m.state === 'idle' && !m.fault);
  await teller.wait('progress', plugged);
  await teller.send(begin('c3', 300));
  t.equal((await teller.wait('captureDone')).captureId, 'c3');
  t.ok(events.includes('CAPTURE_CAMERA_LOST'));
  t.equal(sources[0]!.leased, 0);
});

t.test('a light that does not follow never completes a capture', async (t) => {
  const { teller, sources } = await start(t, { identity: 3 });
  sources[0]!.broken = true;
  await teller.send(begin('c1', 4000));
  const ended = () => teller.messages.find((m) => m.type === 'captureDone' || m.type === 'captureFailed');
  while (!ended()) await pause(20);
  const end = ended();
  if (end?.type === 'captureDone') t.equal(end.outcome, 'poorQuality');
  else t.match(end, { type: 'captureFailed', code: 'CAPTURE_LIGHT' });
});
