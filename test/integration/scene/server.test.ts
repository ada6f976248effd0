import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import type { RecordedFrame, RecordingHeader } from '../../../src/vision/capture/recordingFormat.ts';
import { RecordingParser } from '../../../src/vision/capture/recordingParser.ts';

const SERVER = join(import.meta.dirname, '../../../src/simulator/scene/server.ts');

interface Seen {
  header: RecordingHeader | null;
  frames: (RecordedFrame & { mean: number })[];
}

async function server(t: Tap): Promise<{ child: ChildProcessWithoutNullStreams; socket: string; control: string }> {
  // the fixture folder's path is too long for a unix socket
  const dir = mkdtempSync(join(tmpdir(), 'scene-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  const [socket, control] = [join(dir, 's'), join(dir, 'c')];
  const show = JSON.stringify({ kind: 'live', identity: 3, noise: 0 });
  const child = spawn(process.execPath, [SERVER, '--socket', socket, '--control', control, '--show', show]);
  t.teardown(() => child.kill('SIGKILL'));
  const up = await Promise.race([once(child.stdout, 'data').then(() => true), once(child, 'exit').then(() => false)]);
  if (!up) throw new Error(`scene server did not start: ${child.stderr.read()}`);
  return { child, socket, control };
}
type Tap = Pick<typeof t, 'teardown'>;

/** Reads with the product's own parser: the simulator's bytes must satisfy it. */
function watch(path: string): { client: Socket; seen: Seen; until(test: () => boolean): Promise<void> } {
  const seen: Seen = { header: null, frames: [] };
  const waiting: (() => void)[] = [];
  const parser = new RecordingParser({
    header: (h) => {
      seen.header = h;
    },
    allocate: (_channel, bytes) => new Uint8Array(bytes),
    frame: (frame) => {
      let sum = 0;
      for (const v of frame.data) sum += v;
      seen.frames.push({ ...frame, data: new Uint8Array(0), mean: sum / frame.data.length });
    },
    skipped: () => {},
    abandon: () => {},
  });
  const client = connect(path);
  client.on('data', (bytes) => {
    parser.push(bytes as Buffer);
    for (const wake of waiting.splice(0)) wake();
  });
  client.on('close', () => {
    for (const wake of waiting.splice(0)) wake();
  });
  const until = async (test: () => boolean) => {
    while (!test()) {
      if (client.destroyed) throw new Error('stream ended');
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { client, seen, until };
}

async function ask(control: string, ...lines: string[]): Promise<Record<string, unknown>[]> {
  const client = connect(control);
  client.write(lines.map((l) => `${l}\n`).join(''));
  const answers: Record<string, unknown>[] = [];
  for await (const line of createInterface({ input: client })) {
    answers.push(JSON.parse(line));
    if (answers.length === lines.length) break;
  }
  client.destroy();
  return answers;
}

t.test('frames come in order with rising time stamps, the emitter obeys, the scene changes', async (t) => {
  const { child, socket, control } = await server(t);
  const { client, seen, until } = watch(socket);
  const ir = () => seen.frames.filter((f) => f.channel === 'ir');
  await until(() => ir().length >= 3);
  t.match(seen.header, { source: 'scene', illuminator: { coded: true } });
  t.ok(seen.frames.every((f) => f.channel === 'rgb' || f.illuminated === false));
  client.write('L');
  await until(() => ir().some((f) => f.illuminated));
  client.write('U');
  await until(() => ir().at(-1)?.illuminated === false);
  const [lit, unlit] = [true, false].map((on) => ir().filter((f) => f.illuminated === on)) as [
    Seen['frames'],
    Seen['frames'],
  ];
  t.ok(Math.min(...lit.map((f) => f.mean)) > Math.max(...unlit.map((f) => f.mean)) + 3, 'lit frames are lit');
  for (const [k, frame] of ir().slice(1).entries()) {
    t.equal(frame.sequence, ir()[k]!.sequence + 1);
    t.ok(frame.timestampUs > ir()[k]!.timestampUs);
  }

  const answers = await ask(
    control,
    '{"show":{"kind":"nobody"}}',
    '{"status":true}',
    '{"show":{"kind":"ghost"}}',
    'not json',
    '{"show":{"distanse":1}}',
  );
  t.match(answers, [{ ok: true }, { ok: true, spec: { kind: 'nobody' } }, { ok: false }, { ok: false }, { ok: false }]);
  const before = seen.frames.filter((f) => f.channel === 'rgb').at(-1)!.sequence;
  await until(() => ir().at(-1)!.sequence > before + 3);
  client.write('L');
  await until(() => ir().at(-1)!.illuminated === true);
  t.ok(ir().at(-1)!.mean < Math.min(...lit.map((f) => f.mean)) - 3, 'nobody there any more');

  const second = connect(socket);
  await once(second, 'close');
  t.pass('a second client is turned away');
  client.destroy();
  const third = watch(socket);
  await third.until(() => third.seen.frames.some((f) => f.channel === 'ir'));
  t.equal(third.seen.frames.find((f) => f.channel === 'ir')?.illuminated, false, 'a new client starts in the dark');
  third.client.destroy();

  child.stdin.end();
  const [code] = await once(child, 'exit');
  t.equal(code, 0, 'ends with its parent');
});

t.test('a client that does not read loses frames and sees the gap; memory stays bounded', async (t) => {
  const { socket, control } = await server(t);
  const { client, seen, until } = watch(socket);
  await until(() => seen.frames.length >= 2);
  client.pause();
  for (;;) {
    const [status] = (await ask(control, '{"status":true}')) as [{ dropped: number }];
    if (status.dropped >= 3) break;
  }
  client.resume();
  const gap = () => {
    const rgb = seen.frames.filter((f) => f.channel === 'rgb');
    return rgb.slice(1).some((f, k) => f.sequence > rgb[k]!.sequence + 1);
  };
  await until(gap);
  t.pass('sequence numbers tell');
  client.destroy();
});
