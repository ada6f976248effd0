import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly QMP?: unknown;
  readonly event?: string;
}

const REPLY_MS = 20_000;

/** QEMU's control socket (QEMU Machine Protocol): cables, links, the machine's end. */
export class Qmp {
  readonly #socket: Socket;
  readonly #waiting: ((reply: Reply) => void)[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
    createInterface({ input: socket }).on('line', (line) => {
      const reply = JSON.parse(line) as Reply;
      if (reply.event === undefined && reply.QMP === undefined) this.#waiting.shift()?.(reply);
    });
    // A board that is gone is noticed by whoever waits for it.
    socket.on('error', () => {});
  }

  /** Rejects with QEMU's own words when it refuses. */
  execute(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`QEMU does not answer to ${command}`)), REPLY_MS);
      this.#waiting.push((reply) => {
        clearTimeout(timer);
        if (reply.error) reject(new Error(`QEMU refuses ${command}: ${reply.error.desc}`));
        else resolve(reply.return);
      });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    });
  }
}
