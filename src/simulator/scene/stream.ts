import type { Socket } from 'node:net';
import { Preparation } from './head/preparation.ts';
import { Scene } from './scene.ts';
import { type SceneSpec, sceneSpec } from './spec.ts';
import { encodeHeader, encodeRecord } from './wire.ts';

/** A pair of pictures is 0.9 MB; while more than this waits for the client, the next exposure waits too. */
const MAX_WAITING_BYTES = 2 * 1024 * 1024;
/** So long and no longer: then frames are lost, as a camera loses them. */
const MAX_PATIENCE_MS = 400;
/** The IR camera runs up to this much behind the RGB one; the emitter is latched when it exposes. */
const MAX_SKEW_US = 10_000n;
const MAX_HANDOVER_MS = 1000;
const LIT = 'L'.charCodeAt(0);
const UNLIT = 'U'.charCodeAt(0);

export interface StreamStatus {
  spec: SceneSpec;
  /** exposures so far; frames of the present scene */
  sequence: number;
  frame: number;
  connected: boolean;
  /** frames not sent because the client did not read: gaps in its sequence numbers */
  dropped: number;
  lit: boolean;
}

/**
 * The two cameras' clock: exposes a pair every 1/fps s in real time and sends it to the one client, like a camera that
 * one process has open. On a busy machine the frame interval stretches (as a real camera's does in the dark) and nothing is
 * lost; only a client that does not read for 0.4 s loses frames.
 */
export class CameraStream {
  readonly #periodMs: number;
  #scene: Scene;
  #next: Scene | null = null;
  #client: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #due = 0;
  #sequence = 0;
  #shownAt = 0;
  #dropped = 0;
  #lit = false;
  readonly #preparation = new Preparation();

  constructor(spec: SceneSpec = sceneSpec.parse({}), fps = 30) {
    this.#scene = new Scene(spec);
    this.#periodMs = 1000 / fps;
  }

  start(): void {
    if (this.#timer) return;
    this.#due = performance.now();
    this.#timer = setTimeout(() => this.#tick(), 0);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#client?.destroy();
    this.#client = null;
    await this.#preparation.stop();
  }

  /**
   * Changes what stands before the cameras; resolves when the next exposure will show it. Frames of the new scene count
   * from 0. The present scene goes on while the new people are built.
   */
  async show(spec: SceneSpec): Promise<void> {
    await this.#preparation.people([spec.target, spec.identity]);
    this.#next = this.#scene.with(spec);
  }

  status(): StreamStatus {
    return {
      spec: (this.#next ?? this.#scene).spec,
      sequence: this.#sequence,
      frame: this.#sequence - this.#shownAt,
      connected: this.#client !== null,
      dropped: this.#dropped,
      lit: this.#lit,
    };
  }

  /**
   * Takes a client. While another holds the cameras, the new one waits a second (a vision process that was restarted may
   * come back before its old socket is seen to close) and is then turned away, as by a busy camera.
   */
  attach(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const holder = this.#client;
    if (!holder) {
      this.#serve(socket);
      return;
    }
    const take = () => {
      clearTimeout(patience);
      if (this.#client || socket.destroyed) socket.destroy();
      else this.#serve(socket);
    };
    const patience = setTimeout(() => {
      holder.off('close', take);
      socket.destroy();
    }, MAX_HANDOVER_MS);
    holder.once('close', take);
  }

  #serve(socket: Socket): void {
    this.#client = socket;
    // an emitter that nobody drives is off
    this.#lit = false;
    socket.on('data', (bytes) => this.#command(bytes));
    socket.on('close', () => {
      if (this.#client === socket) this.#client = null;
    });
    socket.write(encodeHeader(new Date().toISOString(), 'rendered scene, live'));
  }

  #command(bytes: Buffer | string): void {
    for (const byte of Buffer.from(bytes)) {
      if (byte === LIT) this.#lit = true;
      else if (byte === UNLIT) this.#lit = false;
    }
  }

  #tick(): void {
    if (this.#next) {
      this.#scene = this.#next;
      this.#next = null;
      this.#shownAt = this.#sequence;
    }
    const late = performance.now() - this.#due;
    if (this.#client && this.#client.writableLength > MAX_WAITING_BYTES) {
      if (late < MAX_PATIENCE_MS) {
        this.#timer = setTimeout(() => this.#tick(), 3);
        return;
      }
      const lost = Math.floor(late / this.#periodMs);
      this.#sequence += lost;
      this.#dropped += lost;
      this.#again();
    } else this.#expose();
  }

  #again(): void {
    if (!this.#timer) return;
    this.#due = Math.max(this.#due + this.#periodMs, performance.now());
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#due - performance.now()));
  }

  /** Renders only what somebody will get: time passes either way. */
  #expose(): void {
    const sequence = this.#sequence++;
    const client = this.#client;
    if (!client) {
      this.#again();
      return;
    }
    const scene = this.#scene;
    const frame = sequence - this.#shownAt;
    const started = process.hrtime.bigint() / 1000n;
    const stage = scene.stage(frame);
    const rgb = scene.rgb(frame, stage);
    client.write(encodeRecord(1, 255, sequence, started, rgb));
    client.write(rgb);
    // a turn of the event loop, so that an emitter byte that has arrived meanwhile counts for this IR frame
    setImmediate(() => {
      if (client.destroyed) return this.#again();
      const now = process.hrtime.bigint() / 1000n;
      const exposed = now - started > MAX_SKEW_US ? started + MAX_SKEW_US : now;
      const lit = this.#lit;
      const ir = scene.ir(frame, lit, stage);
      client.write(encodeRecord(2, lit ? 1 : 0, sequence, exposed, ir));
      client.write(ir);
      this.#again();
    });
  }
}
