import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'zeromq';
import { type VisionMessage, visionMessageSchema } from '../../../../src/vision/observation.ts';

/** The teller's end of the vision socket: keeps every message, all checked against the contract. */
export class FakeTeller {
  readonly folder = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  readonly endpoint = `ipc://${this.folder}/vision.sock`;
  readonly messages: VisionMessage[] = [];
  readonly #router = new Router({ linger: 0 });
  #peer: Buffer | null = null;
  #changed: (() => void)[] = [];
  #loop: Promise<void> = Promise.resolve();

  async start(): Promise<void> {
    await this.#router.bind(this.endpoint);
    this.#loop = this.#receive();
  }

  async #receive(): Promise<void> {
    for await (const [peer, body] of this.#router) {
      this.#peer = peer as Buffer;
      this.messages.push(visionMessageSchema.parse(JSON.parse(String(body))));
      for (const wake of this.#changed.splice(0)) wake();
    }
  }

  /** The first message that satisfies `test`, among those that came and those to come. */
  async wait<T extends VisionMessage['type']>(
    type: T,
    test: (message: Extract<VisionMessage, { type: T }>) => boolean = () => true,
    ms = 30_000,
  ): Promise<Extract<VisionMessage, { type: T }>> {
    const until = performance.now() + ms;
    for (;;) {
      const found = this.messages.find((m) => m.type === type && test(m as Extract<VisionMessage, { type: T }>));
      if (found) return found as Extract<VisionMessage, { type: T }>;
      const left = until - performance.now();
      if (left <= 0) throw new Error(`no ${type} message came; got ${this.messages.map((m) => m.type).join(' ')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#changed.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async send(message: unknown): Promise<void> {
    if (!this.#peer) throw new Error('vision has not spoken yet');
    await this.#router.send([this.#peer, typeof message === 'string' ? message : JSON.stringify(message)]);
  }

  async stop(): Promise<void> {
    this.#router.close();
    await this.#loop.catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }
}
