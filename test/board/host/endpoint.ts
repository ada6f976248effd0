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
  return {
    path,
    connected: hostWait(connected, 20_000, 'QEMU does not connect'),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
