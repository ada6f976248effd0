import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { sleep } from '../../../../src/lib/deadline.ts';

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Broker {
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The real thing: MQTT 5, TLS. `extra` goes into its configuration. It forgets everything when it is stopped. */
export class Mosquitto implements Broker {
  readonly port: number;
  readonly #extra: string;
  #process: ChildProcess | null = null;
  #folder: string | null = null;

  static readonly path = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) => existsSync(path));

  constructor(port: number, extra = 'allow_anonymous true') {
    this.port = port;
    this.#extra = extra;
  }

  async start(): Promise<void> {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'tellersight-broker-'));
    const file = join(this.#folder, 'mosquitto.conf');
    writeFileSync(
      file,
      `listener ${this.port} 127.0.0.1\npersistence false\nlog_type none\nuser root\n${this.#extra}\n`,
    );
    const child = spawn(Mosquitto.path ?? 'mosquitto', ['-c', file], { stdio: 'ignore' });
    this.#process = child;
    for (let tries = 0; tries < 200; tries++) {
      if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
      if (await answers(this.port)) return;
      await sleep(25);
    }
    throw new Error('mosquitto does not answer');
  }

  /** Like pulling its plug. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child !== null && child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
  }

  async dispose(): Promise<void> {
    await this.stop();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true });
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** MQTT 3.1.1 inside the test process. */
export class AedesBroker implements Broker {
  readonly port: number;
  #stop: (() => Promise<void>) | null = null;

  constructor(port: number) {
    this.port = port;
  }

  async start(): Promise<void> {
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle).listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.#stop = async () => {
      await new Promise<void>((resolve) => aedes.close(resolve));
      server.close();
      await once(server, 'close');
    };
  }

  async stop(): Promise<void> {
    await this.#stop?.();
    this.#stop = null;
  }
}
