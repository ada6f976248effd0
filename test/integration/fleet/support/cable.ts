import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A network cable that can be pulled: a TCP forwarder whose connections all break at once. */
export class Cable {
  readonly #to: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #losesNext = false;
  port = 0;
  /** How often somebody plugged in. */
  connections = 0;

  constructor(to: number) {
    this.#to = to;
  }

  async start(): Promise<void> {
    const server = createServer((near) => {
      this.connections++;
      const far = connect(this.#to, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => this.#sockets.delete(socket));
      }
      near.on('data', (bytes) => {
        if (this.#losesNext) {
          this.#losesNext = false;
          this.cut();
        } else far.write(bytes);
      });
      far.pipe(near);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The next bytes towards the broker are lost on the way, and the connection with them. */
  loseNext(): void {
    this.#losesNext = true;
  }

  async stop(): Promise<void> {
    this.#server?.close();
    this.cut();
  }
}
