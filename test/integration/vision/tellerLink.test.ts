import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Router } from 'zeromq';
import type { VisionMessage } from '../../../src/vision/observation.ts';
import { TellerLink } from '../../../src/vision/tellerLink.ts';

const progress: VisionMessage = {
  type: 'progress',
  state: 'idle',
  frames: { rgb: 1, ir: 1, pairs: 1, lost: 0 },
  lastPairAgeMs: 1,
  rssBytes: 1,
  fault: null,
};
const done: VisionMessage = {
  type: 'captureDone',
  captureId: 'c1',
  outcome: 'complete',
  pairs: 1,
  embedding: 'AAAA',
  embeddedPairs: [0],
  embedderSha256: 'a'.repeat(64),
  durationMs: 1,
};

function open(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  const endpoint = `ipc://${folder}/vision.sock`;
  const events: string[] = [];
  const counts = { connects: 0 };
  const link = new TellerLink({
    endpoint,
    log: { event: (code) => void events.push(code), error() {}, debug() {} },
    onMessage: () => {},
    onConnect: () => {
      counts.connects++;
    },
  });
  t.teardown(async () => {
    await link.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  link.start();
  return { link, endpoint, events, counts };
}

t.test('R21: without a teller nothing piles up, and an embedding does not wait for one', async (t) => {
  const { link, events } = open(t);
  link.send(done);
  for (let i = 0; i < 1000; i++) link.send(progress);
  t.ok(link.queued <= 128);
  t.ok(events.includes('VISION_SEND_DROPPED'), 'the dropped captureDone is named');
  link.send(done);
  // Bounded by the deadline of the test file, not by a time of ours.
  while (link.queued > 0) await pause(50);
  t.equal(events.filter((code) => code === 'VISION_SEND_DROPPED').length, 2);
});

t.test('a teller that comes later, and one that comes again, is greeted', async (t) => {
  const { endpoint, counts } = open(t);
  for (const round of [1, 2]) {
    const router = new Router({ linger: 0 });
    await router.bind(endpoint);
    while (counts.connects < round) await pause(20);
    router.close();
    await pause(50);
  }
  t.equal(counts.connects, 2);
});

t.test('numbers that are not valid are not sent', async (t) => {
  const { link, events } = open(t);
  link.send({ ...progress, lastPairAgeMs: Number.NaN });
  t.equal(link.queued, 0);
  t.strictSame(events, ['INTERNAL']);
});
