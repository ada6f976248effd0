// npm run bench:stream -- [--minutes 30] [--fps 30] [--json]: two simulated cameras, the vision process as it runs on a board,
// capture after capture without a pause. How late observations come, what the process costs, whether its memory stays.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Router } from 'zeromq';
import { sleep } from '../../src/lib/deadline.ts';
import { DemoProcess } from '../../src/simulator/demo/childProcess.ts';
import { profilePath } from '../../src/simulator/demo/settings.ts';
import { type VisionMessage, visionMessageSchema } from '../../src/vision/observation.ts';
import { cpuSeconds, rssMb } from './processFacts.ts';
import { row } from './statistics.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    fps: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const sampleMs = Math.min(10_000, (minutes * 60_000) / 20);
/** A 16-bit code, Manchester. */
const halfBits = [...'1101000110101100'].flatMap((bit) => (bit === '1' ? [1, 0] : [0, 1]));
const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tellersight-bench-'));
const at = (name: string) => join(folder, name);
const endpoint = `ipc://${at('vision.sock')}`;

const over = ['--set', `vision.scene_socket=${at('scene.sock')}`];
const scene = new DemoProcess({
  name: 'the scene simulator',
  args: [
    ...[source('simulator/scene/server.ts'), '--socket', at('scene.sock'), '--control', at('control.sock')],
    ...['--fps', values.fps, '--show', JSON.stringify({ identity: 11, seed: 900 })],
  ],
  logFile: at('scene.log'),
  ready: /^ready$/,
  readyMs: 20_000,
});
const vision = new DemoProcess({
  name: 'vision',
  // As in systemd/tellersight-vision.service.
  args: ['--max-semi-space-size=2', source('cli.ts'), 'vision', '-c', profilePath, ...over, '--teller', endpoint],
  logFile: at('vision.log'),
  ready: /./,
  readyMs: 20_000,
});

/** CLOCK_MONOTONIC, the clock of the frames' timestamps. */
const nowUs = () => Number(process.hrtime.bigint() / 1000n);
const latencies: number[] = [];
let captures = 0;
/** How captures ended: outcome or code -> how many. */
const ends = new Map<string, number>();
const count = (end: string) => ends.set(end, (ends.get(end) ?? 0) + 1);

const router = new Router({ linger: 0 });
await router.bind(endpoint);
const listening = listen();
try {
  await scene.start();
  await vision.start();
  const rss: number[] = [];
  // The first minute (or a tenth of a short run) fills caches and compiles.
  await sleep(Math.min(60_000, minutes * 6000));
  latencies.length = 0;
  const begun = performance.now();
  const cpu = cpuSeconds(vision.pid!);
  while (performance.now() - begun < minutes * 60_000) {
    await sleep(sampleMs);
    rss.push(rssMb(vision.pid!));
    if (process.stderr.isTTY) process.stderr.write(`\r${captures} captures, ${rss.at(-1)!.toFixed(0)} MB `);
  }
  const seconds = (performance.now() - begun) / 1000;
  report(seconds, (cpuSeconds(vision.pid!) - cpu) / seconds, rss);
} finally {
  await vision.stop();
  await scene.stop();
  router.close();
  await listening.catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}

async function listen(): Promise<void> {
  for await (const [peer, body] of router) {
    const arrivedUs = nowUs();
    const message = visionMessageSchema.parse(JSON.parse(String(body)));
    const next = follow(message, arrivedUs);
    // Cameras that are not there yet are not asked in a loop.
    if (message.type === 'captureFailed') await sleep(200);
    if (next) await router.send([peer!, JSON.stringify(next)]);
  }
}

/** What the teller would say to it: the next capture, when there is none. */
function follow(message: VisionMessage, arrivedUs: number): object | null {
  if (message.type === 'frame') {
    const { rgbTimestampUs, irTimestampUs } = message.frame;
    latencies.push((arrivedUs - Math.max(rgbTimestampUs, irTimestampUs)) / 1000);
    return null;
  }
  if (message.type === 'captureDone') count(message.outcome);
  if (message.type === 'captureFailed') count(message.code);
  const free = message.type === 'captureDone' || (message.type === 'hello' && message.cameras.length === 2);
  if (!free && message.type !== 'captureFailed') return null;
  return { type: 'beginCapture', captureId: `c${++captures}`, halfBits, deadlineMs: 20_000 };
}

function report(seconds: number, cpuShare: number, rss: readonly number[]): void {
  const latency = row('newer kernel timestamp of a pair to its observation at the teller', 'ms', latencies);
  // Least squares over the samples: a leak shows as a slope, whatever the collector does in between.
  const mean = rss.reduce((sum, mb) => sum + mb, 0) / rss.length;
  const middle = (rss.length - 1) / 2;
  const spread = rss.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = rss.reduce((sum, mb, i) => sum + (i - middle) * (mb - mean), 0) / spread;
  const slopePerHour = (slope * 3_600_000) / sampleMs;
  const facts = {
    seconds,
    pairsPerSecond: latencies.length / seconds,
    captures,
    ends: Object.fromEntries(ends),
    latencyMs: { n: latency.n, p50: latency.p50, p99: latency.p99 },
    cpuShare,
    rssMb: { first: rss[0], last: rss.at(-1), min: Math.min(...rss), max: Math.max(...rss), slopePerHour },
  };
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (values.json) {
    console.log(JSON.stringify({ schema: 'bench-stream@1', machine, ...facts }));
    return;
  }
  console.log(`${machine.cores} x ${machine.cpu}, Node ${machine.node}, ${(seconds / 60).toFixed(1)} minutes\n`);
  console.log(
    `observations            ${facts.pairsPerSecond.toFixed(1)} a second, ${[...ends].map(([end, n]) => `${n} ${end}`).join(', ')}`,
  );
  console.log(`${latency.name}: p50 ${latency.p50.toFixed(1)} ms, p99 ${latency.p99.toFixed(1)} ms`);
  console.log(`CPU share of vision     ${(100 * cpuShare).toFixed(0)} % of one core`);
  const { first, last, min, max } = facts.rssMb;
  console.log(
    `resident memory         ${first!.toFixed(0)} to ${last!.toFixed(0)} MB (${min.toFixed(0)}..${max.toFixed(0)}), ` +
      `${slopePerHour.toFixed(1)} MB an hour by least squares`,
  );
}
