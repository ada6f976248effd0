import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/system/log.ts';
import { type CaptureRequest, VisionLink } from '../../../src/teller/visionLink.ts';
import type { VisionMessage } from '../../../src/vision/observation.ts';
import { EMBEDDER, pair } from '../../unit/teller/fixtures.ts';
import { tempFolder, until } from './bench.ts';
import { VisionPeer } from './visionPeer.ts';

const link = (endpoint: string, manifestSha256?: string) =>
  new VisionLink({ endpoint, log: silentLog, clock: systemClock, embedderSha256: EMBEDDER, manifestSha256 });

const request = (changes: Partial<CaptureRequest> = {}): CaptureRequest => ({
  captureId: 'capture_1',
  halfBits: [1, 0],
  deadlineMs: 5000,
  signal: new AbortController().signal,
  onSubject() {},
  onGuidance() {},
  ...changes,
});

/** A link with a peer that begins captures and then does what the test says. */
async function scripted(t: Test) {
  const endpoint = `ipc://${join(tempFolder(t), 'v.sock')}`;
  const vision = link(endpoint);
  await vision.start();
  const peer = new VisionPeer(endpoint);
  peer.start();
  t.teardown(async () => {
    await peer.stop();
    await vision.stop();
  });
  await until(() => vision.state === 'online');
  return { vision, peer, endpoint };
}

const frame = (number: number, captureId = 'capture_1'): VisionMessage => ({
  type: 'frame',
  captureId,
  frame: pair(number, true, true),
});
const done: VisionMessage = {
  type: 'captureDone',
  captureId: 'capture_1',
  outcome: 'noFace',
  pairs: 1,
  embedding: null,
  embeddedPairs: [],
  embedderSha256: EMBEDDER,
  durationMs: 1,
};

t.test('a teller that restarts asks who is there', async (t) => {
  const { vision, endpoint } = await scripted(t);
  await vision.stop();
  const second = link(endpoint);
  await second.start();
  t.teardown(() => second.stop());
  await until(() => second.state === 'online');
  t.equal(second.hello?.pack.name, 'test');
});

t.test('the same embedder in another pack is another pack: its liveness nets were not calibrated here', async (t) => {
  const endpoint = `ipc://${join(tempFolder(t), 'v.sock')}`;
  const vision = link(endpoint, '12'.repeat(32));
  await vision.start();
  const peer = new VisionPeer(endpoint);
  peer.start();
  t.teardown(async () => {
    await peer.stop();
    await vision.stop();
  });
  await until(() => vision.state !== 'starting');
  t.equal(vision.state, 'packMismatch');
});

t.test('what belongs to another capture is not counted', async (t) => {
  const { vision, peer } = await scripted(t);
  peer.scene = { person: 'alice', manual: true };
  const result = vision.capture(request());
  await until(() => peer.captures === 1);
  for (const message of [frame(0, 'capture_0'), frame(5), { ...done, captureId: 'capture_0' }, done])
    peer.send(message);
  t.match(await result, { outcome: 'noFace', frames: [{ pair: 5 }] });
});

t.test('repeated or reordered pairs end the capture', async (t) => {
  const { vision, peer } = await scripted(t);
  peer.scene = { person: 'alice', manual: true };
  const result = vision.capture(request());
  await until(() => peer.captures === 1);
  for (const message of [frame(5), frame(5), done]) peer.send(message);
  await t.rejects(result, { code: 'VISION_MESSAGE_INVALID' });
});

t.test('nonsense during a capture ends it', async (t) => {
  const { vision, peer } = await scripted(t);
  peer.scene = { person: 'alice', manual: true };
  const result = vision.capture(request());
  await until(() => peer.captures === 1);
  peer.sendRaw('{"type":"frame"}');
  await t.rejects(result, { code: 'VISION_MESSAGE_INVALID' });
});

t.test('a process that started anew has lost the capture', async (t) => {
  const { vision, peer, endpoint } = await scripted(t);
  peer.scene = { person: 'alice', manual: true };
  const result = vision.capture(request());
  await until(() => peer.captures === 1);
  const next = new VisionPeer(endpoint);
  next.start();
  t.teardown(() => next.stop());
  await t.rejects(result, { code: 'VISION_LOST' });
});

t.test('R14: another camera ends a capture, and every change or loss of the rig is counted', async (t) => {
  const { vision, peer, endpoint } = await scripted(t);
  peer.hello();
  const progress = (state: 'idle' | 'noCamera') => {
    const frames = { rgb: 1, ir: 1, pairs: 1, lost: 0 };
    peer.send({ type: 'progress', state, frames, lastPairAgeMs: 1, rssBytes: 1, fault: null });
  };
  progress('idle');
  await until(() => vision.progress?.rssBytes === 1);
  t.equal(vision.rigChanges, 0, 'the same hello again changes nothing');
  peer.scene = { person: 'alice', manual: true };
  const result = vision.capture(request());
  await until(() => peer.captures === 1);
  peer.hello(EMBEDDER, 'another');
  await t.rejects(result, { code: 'CAPTURE_CAMERA_LOST' });
  t.equal(vision.rigChanges, 1);
  progress('noCamera');
  progress('noCamera');
  await until(() => vision.progress?.state === 'noCamera');
  t.equal(vision.rigChanges, 2, 'gone counts once');
  const next = new VisionPeer(endpoint);
  next.start();
  t.teardown(() => next.stop());
  await until(() => vision.rigChanges === 3);
  next.silent = true;
  await peer.stop();
  await until(() => vision.state === 'lost');
  t.equal(vision.rigChanges, 4);
});

t.test('what vision says of itself cannot pass for a fault of the daemon', async (t) => {
  const { vision, peer } = await scripted(t);
  for (const code of ['CANCELLED', 'EVIDENCE_UNWRITABLE', 'OUTBOX_FULL', 'ATTEMPTS_DELAYED']) {
    peer.scene = { person: 'alice', fails: code };
    await t.rejects(vision.capture(request()), { code: 'CAPTURE_FAILED' }, code);
  }
  peer.scene = { person: 'alice', fails: 'CAPTURE_LIGHT' };
  await t.rejects(vision.capture(request()), { code: 'CAPTURE_LIGHT' });
});

t.test('a capture that vision does not end is ended here', async (t) => {
  const { vision, peer } = await scripted(t);
  peer.scene = { person: 'alice', manual: true };
  await t.rejects(vision.capture(request({ deadlineMs: 100 })), { code: 'CAPTURE_FAILED' });
  t.equal(vision.state, 'online', 'and vision is not called lost for it');
});

t.test('one capture at a time, none without vision, cancelled when told', async (t) => {
  const { vision, peer } = await scripted(t);
  peer.scene = { person: 'alice', manual: true };
  const abort = new AbortController();
  const result = vision.capture(request({ signal: abort.signal }));
  await t.rejects(vision.capture(request({ captureId: 'capture_2' })), { code: 'VISION_BUSY' });
  abort.abort();
  await t.rejects(result, { code: 'CANCELLED' });
  const alone = link('ipc:///nowhere');
  await t.rejects(alone.capture(request()), { code: 'VISION_LOST' });
});
