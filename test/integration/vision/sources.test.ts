import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { configSchema } from '../../../src/config/schema.ts';
import { hasCode } from '../../../src/lib/errors.ts';
import type { FrameSource } from '../../../src/vision/capture/frameSource.ts';
import { releasePair } from '../../../src/vision/capture/intake.ts';
import { openSource } from '../../../src/vision/capture/openSource.ts';
import { MAGIC } from '../../../src/vision/capture/recordingFormat.ts';
import { openRecording, ReplaySource } from '../../../src/vision/capture/replay.ts';
import { SceneSource } from '../../../src/vision/capture/scene.ts';
import { smallRecording } from '../../unit/vision/support/recordings.ts';

const whole = smallRecording(6);

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function recording(t: Test, bytes: Uint8Array): string {
  const path = join(folder(t), 'a.tsrec');
  writeFileSync(path, bytes);
  return path;
}

/** Takes every pair until the source fails; returns the first bytes of the pictures and the code of the end. */
async function drain(source: FrameSource): Promise<{ seen: number[]; code: string }> {
  const seen: number[] = [];
  for (;;) {
    try {
      const pair = await source.next(2000);
      seen.push(pair.rgb.picture.data[0]!);
      releasePair(pair);
    } catch (error) {
      return { seen, code: (error as { code: string }).code };
    }
  }
}

t.test('a recording is replayed whole and in order', async (t) => {
  for (const pace of ['fast', 'timestamps'] as const) {
    const source = new ReplaySource({ open: () => openRecording(recording(t, whole)), maxSkewUs: 50_000, pace });
    await source.start();
    t.equal(source.cameras.length, 2);
    t.equal(source.emitter.coded, false, 'its light follows nobody any more');
    t.strictSame(await drain(source), { seen: [0, 1, 2, 3, 4, 5], code: 'RECORDING_END' });
    t.match(source.counters, { rgb: 6, ir: 6, pairs: 6, lost: 0 });
    await source.stop();
    await source.stop();
  }
});

t.test('a recording cut short gives what it has and then says so', async (t) => {
  const source = new ReplaySource({
    open: () => openRecording(recording(t, whole.subarray(0, -200))),
    maxSkewUs: 50_000,
    pace: 'fast',
  });
  await source.start();
  const { seen, code } = await drain(source);
  t.equal(code, 'RECORDING_CUT_SHORT');
  t.ok(seen.length >= 5);
  await source.stop();
});

t.test('recordings that cannot be opened', async (t) => {
  const start = (path: string) => {
    const source = new ReplaySource({ open: () => openRecording(path), maxSkewUs: 50_000, pace: 'fast' });
    t.teardown(() => source.stop());
    return source.start();
  };
  await t.rejects(start(join(folder(t), 'none.tsrec')), { code: 'RECORDING_UNREADABLE' });
  await t.rejects(start(recording(t, Buffer.from('GIF89a...........'))), { code: 'RECORDING_DAMAGED' });
  await t.rejects(start(recording(t, Buffer.alloc(0))), { code: 'RECORDING_CUT_SHORT' });
});

t.test('a released frame is zero and gone', async (t) => {
  const source = new ReplaySource({ open: () => openRecording(recording(t, whole)), maxSkewUs: 50_000, pace: 'fast' });
  await source.start();
  t.teardown(() => source.stop());
  await source.next(1000);
  const pair = await source.next(1000);
  const { data } = pair.rgb.picture;
  t.ok(data.every((byte) => byte === 1));
  releasePair(pair);
  t.ok(
    data.every((byte) => byte === 0),
    'R21: overwritten',
  );
  t.throws(() => pair.rgb.picture);
});

/** A scene that sends what it is given and keeps what it is told. */
async function fakeScene(t: Test, onClient: (socket: Socket) => void) {
  const path = join(folder(t), 'scene.sock');
  const told: string[] = [];
  const clients: Socket[] = [];
  const server = createServer((socket) => {
    clients.push(socket);
    socket.on('data', (bytes) => told.push(String(bytes)));
    socket.on('error', () => {});
    onClient(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => {
    for (const client of clients) client.destroy();
    server.close();
  });
  return { path, told };
}

/** Everything up to the end record. */
const live = whole.subarray(0, whole.lastIndexOf('{"rgbFrames"') - 32);
const headerEnd = MAGIC.length + 4 + whole.readUInt32LE(MAGIC.length);

t.test('the scene: pairs in, light commands out, and the end of the stream', async (t) => {
  let client: Socket | undefined;
  const scene = await fakeScene(t, (socket) => {
    client = socket;
    socket.write(live.subarray(0, headerEnd + 2 * 32 + 512 + 256));
  });
  const source = new SceneSource({ socket: scene.path, maxSkewUs: 50_000 });
  await source.start();
  t.teardown(() => source.stop());
  t.equal(source.cameras.length, 2);
  t.match(source.emitter, { kind: 'switched', coded: true });
  releasePair(await source.next(2000));
  source.emitter.set(true);
  source.emitter.set(false);
  client!.write(live.subarray(headerEnd + 2 * 32 + 512 + 256));
  const pair = await source.next(2000);
  t.ok(pair.rgb.sequence >= 1);
  releasePair(pair);
  while (scene.told.join('').length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  t.equal(scene.told.join(''), 'LU');
  client!.end();
  t.equal((await drain(source)).code, 'CAPTURE_CAMERA_LOST');
});

t.test('the scene: missing, silent, damaged', async (t) => {
  const open = (path: string) => {
    const source = new SceneSource({ socket: path, maxSkewUs: 50_000 });
    t.teardown(() => source.stop());
    return source;
  };
  await t.rejects(open(join(folder(t), 'none.sock')).start(), { code: 'SCENE_UNREACHABLE' });
  const closing = await fakeScene(t, (socket) => socket.end('hello'));
  await t.rejects(open(closing.path).start(), { code: 'SCENE_UNREACHABLE' });
  const silent = open((await fakeScene(t, (socket) => socket.write(live.subarray(0, headerEnd)))).path);
  await silent.start();
  await t.rejects(silent.next(50), { code: 'CAPTURE_SILENT' });
  const bad = Buffer.from(live);
  bad[headerEnd + 40] = 99;
  const damaged = open((await fakeScene(t, (socket) => socket.write(bad))).path);
  const outcome = await damaged
    .start()
    .then(
      () => damaged.next(2000),
      (error: unknown) => error,
    )
    .catch((error: unknown) => error);
  t.ok(hasCode(outcome, 'RECORDING_DAMAGED', 'SCENE_UNREACHABLE'), 'refused with a code');
});

t.test('a source that is not configured', async (t) => {
  for (const source of ['scene', 'replay', 'v4l2']) {
    t.throws(() => openSource(configSchema.shape.vision.parse({ source })), { code: 'CAPTURE_CONFIG' }, source);
  }
});

t.test('a camera that is not there', async (t) => {
  const missing = { device: '/dev/no-such-camera' };
  const vision = configSchema.shape.vision.parse({
    source: 'v4l2',
    rgb: { ...missing, format: 'YUYV' },
    ir: { ...missing, format: 'GREY' },
  });
  await t.rejects(openSource(vision).start(), { code: 'V4L2_MISSING' });
});
