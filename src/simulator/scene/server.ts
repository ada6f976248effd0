import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { parseArgs } from 'node:util';
import { serveControl } from './control.ts';
import { sceneSpec } from './spec.ts';
import { CameraStream } from './stream.ts';

const USAGE = `The scene simulator as a process: two rendered cameras on a unix socket.

  node server.ts --socket PATH --control PATH [--show JSON] [--fps 30]

  --socket   frames out (recording@1, one client); bytes in: 'L' emitter on, 'U' emitter off
  --control  JSON lines: {"show": SceneSpec} -> {"ok":true}; {"status":true}
Prints "ready" when both sockets accept. Ends on SIGTERM, SIGINT, or when its standard input closes.
`;
const MAX_CONTROL_CLIENTS = 8;

async function listen(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      socket: { type: 'string' },
      control: { type: 'string' },
      show: { type: 'string', default: '{}' },
      fps: { type: 'string', default: '30' },
    },
  });
  const { socket, control } = values;
  const fps = Number(values.fps);
  if (!socket || !control) throw new RangeError('--socket and --control are needed');
  if (!(fps >= 1 && fps <= 120)) throw new RangeError('--fps must be a number from 1 to 120');
  const stream = new CameraStream(sceneSpec.parse(JSON.parse(values.show)), fps);
  const frames = createServer((client) => stream.attach(client));
  const orders = createServer((client) => serveControl(client, stream));
  orders.maxConnections = MAX_CONTROL_CLIENTS;
  await listen(frames, socket);
  await listen(orders, control);
  stream.start();
  const stop = async () => {
    await stream.stop();
    frames.close();
    orders.close();
    for (const path of [socket, control]) rmSync(path, { force: true });
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  // whoever started this process and dies must not leave a camera behind
  if (process.stdin.isTTY !== true) {
    process.stdin.on('end', () => void stop());
    process.stdin.on('error', () => void stop());
    process.stdin.resume();
  }
  process.stdout.write('ready\n');
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}
