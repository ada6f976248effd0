import { Context, Dealer } from 'zeromq';
import type { TellerMessage, VisionMessage } from '../../../src/vision/observation.ts';
import { DIMENSIONS, EMBEDDER, embeddingOf, pair, type SceneOptions } from '../../unit/teller/fixtures.ts';

/** What stands in front of the scripted cameras. */
export interface Scene extends SceneOptions {
  /** Whose face the embedding is of. */
  readonly person: string;
  /** Half-bits the face shows instead of the commanded light: a replayed stream. */
  readonly shownHalfBits?: readonly (0 | 1)[];
  readonly outcome?: 'complete' | 'poorQuality' | 'noFace';
  /** Ends the capture with this code. */
  readonly fails?: string;
  /** Begins the capture; the test sends the rest. */
  readonly manual?: boolean;
  /** Begins the capture, then says nothing any more. */
  readonly hangs?: boolean;
  readonly embedderSha256?: string;
}

/** A vision process that follows a script over the real socket and protocol; no cameras, no models. */
export class VisionPeer {
  scene: Scene = { person: 'alice' };
  /** How many captures were begun: zero means that no camera opened. */
  captures = 0;
  readonly #socket: Dealer;
  #progress: NodeJS.Timeout | undefined;
  #loop: Promise<void> = Promise.resolve();
  #last: Promise<unknown> = Promise.resolve();
  #pairs = 0;
  silent = false;

  constructor(endpoint: string) {
    this.#socket = new Dealer({ context: new Context(), linger: 0 });
    this.#socket.connect(endpoint);
  }

  start(embedderSha256 = EMBEDDER): void {
    this.hello(embedderSha256);
    this.#progress = setInterval(() => this.#sendProgress(), 100);
    this.#loop = this.#serve();
  }

  hello(embedderSha256 = EMBEDDER, serial: string | null = null): void {
    const camera = {
      driver: 'scene',
      card: 'scripted',
      busInfo: 'test',
      vendorId: null,
      productId: null,
      serial,
      width: 640,
      height: 480,
      format: 'GREY',
    };
    this.send({
      type: 'hello',
      schema: 'observation@1',
      pid: process.pid,
      version: '0',
      pack: { name: 'test', version: '1', manifestSha256: 'cd'.repeat(32), embedderSha256, dimensions: DIMENSIONS },
      source: 'scene',
      cameras: [
        { channel: 'rgb', ...camera },
        { channel: 'ir', ...camera },
      ],
      emitter: { kind: 'switched', coded: true },
    });
  }

  send(message: VisionMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(text: string): void {
    if (this.silent) return;
    this.#last = this.#last.then(() => (this.#socket.closed ? undefined : this.#socket.send(text))).catch(() => {});
  }

  async stop(): Promise<void> {
    clearInterval(this.#progress);
    await this.#last;
    this.#socket.close();
    await this.#loop;
  }

  #sendProgress(): void {
    this.send({
      type: 'progress',
      state: 'idle',
      frames: { rgb: this.#pairs, ir: this.#pairs, pairs: this.#pairs, lost: 0 },
      lastPairAgeMs: 10,
      rssBytes: 1,
      fault: null,
    });
  }

  async #serve(): Promise<void> {
    while (!this.#socket.closed) {
      const frames = await this.#socket.receive().catch(() => null);
      if (!frames) return;
      const message = JSON.parse(frames[0]!.toString()) as TellerMessage;
      if (message.type === 'beginCapture') this.#capture(message);
      if (message.type === 'whoAreYou') this.hello();
    }
  }

  #capture({ captureId, halfBits }: Extract<TellerMessage, { type: 'beginCapture' }>): void {
    const { scene } = this;
    this.captures++;
    if (scene.manual) return;
    if (scene.hangs) {
      this.silent = true;
      return;
    }
    if (scene.fails) {
      this.send({ type: 'captureFailed', captureId, code: scene.fails, message: 'scripted' });
      return;
    }
    this.send({ type: 'subjectDetected', captureId });
    this.send({ type: 'guidance', captureId, guidance: 'comeCloser' });
    halfBits.forEach((half, index) => {
      const shown = scene.shownHalfBits?.[index] ?? half;
      this.send({ type: 'frame', captureId, frame: pair(index, half === 1, shown === 1, scene) });
    });
    const embedding = Buffer.from(embeddingOf(scene.person).buffer);
    const complete = (scene.outcome ?? 'complete') === 'complete';
    this.send({
      type: 'captureDone',
      captureId,
      outcome: scene.outcome ?? 'complete',
      pairs: halfBits.length,
      embedding: complete ? embedding.toString('base64') : null,
      embeddedPairs: complete ? [0, 4, 8] : [],
      embedderSha256: scene.embedderSha256 ?? EMBEDDER,
      durationMs: 1000,
    });
  }
}
