import { createServer, type Socket } from 'node:net';
import { hostWait } from './hostWait.ts';

export interface Endpoint {
  readonly path: string;
  /** The connection QEMU makes. Rejects when it does not come. */
  readonly connected: Promise<Socket>;
  close(): void;
}

/** A unix socket that QEMU connects to when it starts, so that there is no moment at which it is not there yet. */
export async function endpoint(path: string): Promise<Endpoint> {
  const server = createServer();
  const sockets: Socket[] = [];
  const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  const inTime = hostWait(connected, 20_000, 'QEMU does not connect');
  // A test that ends before it asks has its own failure to tell.
  inTime.catch(() => {});
  return {
    path,
    connected: inTime,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
