import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { withDeadline } from '../../lib/deadline.ts';
import { TellersightError } from '../../lib/errors.ts';
import { noEmitter } from '../emitter/noEmitter.ts';
import type { CameraIdentity } from '../observation.ts';
import type { Emitter, FramePair, FrameSource } from './frameSource.ts';
import { Intake } from './intake.ts';
import { PairQueue } from './pairQueue.ts';
import { RecordingParser } from './recordingParser.ts';

const CONNECT_DEADLINE_MS = 5000;
/** Turns of the event loop spent on reading what has piled up before a pair is handed out. */
const MAX_DRAIN_TURNS = 16;

export interface SceneOptions {
  /** Unix socket of the scene simulator, which speaks the recording container without an end record. */
  readonly socket: string;
  readonly maxSkewUs: number;
}

/** Live frames of the scene simulator; its light is switched by single bytes sent back: L on, U off. */
export class SceneSource implements FrameSource {
  readonly kind = 'scene';
  readonly #options: SceneOptions;
  /** Only the newest pair: the answer to an old one would switch the light for a frame long past. */
  readonly #queue = new PairQueue((pair) => this.#intake.overtaken(pair), 1);
  readonly #intake: Intake;
  readonly #parser: RecordingParser;
  #socket: Socket | null = null;
  #chunks = 0;
  #emitter: Emitter = noEmitter('none');

  constructor(options: SceneOptions) {
    this.#options = options;
    this.#intake = new Intake(options.maxSkewUs, (pair) => this.#queue.push(pair));
    this.#parser = new RecordingParser(this.#intake);
  }

  get cameras(): readonly CameraIdentity[] {
    return this.#intake.cameras;
  }

  get emitter(): Emitter {
    return this.#emitter;
  }

  get counters() {
    return this.#intake.counters;
  }

  /** Connects and waits for the header. Throws SCENE_UNREACHABLE. */
  async start(): Promise<void> {
    const path = this.#options.socket;
    const socket = connect(path);
    this.#socket = socket;
    const header = new Promise<void>((resolve, reject) => {
      socket.on('data', (chunk: Buffer) => {
        this.#take(chunk);
        if (this.#intake.recording) resolve();
      });
      socket.on('error', (cause) => reject(cause));
      socket.on('close', () => {
        const lost = new TellersightError('CAPTURE_CAMERA_LOST', `the scene at ${path} closed the connection`);
        this.#queue.fail(lost);
        reject(lost);
      });
    });
    try {
      await withDeadline(header, CONNECT_DEADLINE_MS, `the header of the scene at ${path}`);
    } catch (cause) {
      await this.stop();
      throw new TellersightError('SCENE_UNREACHABLE', `the scene at ${path} does not answer`, { cause });
    }
    this.#emitter = this.#switchedBy(socket);
  }

  #switchedBy(socket: Socket): Emitter {
    const { kind, coded } = this.#intake.recording?.illuminator ?? { kind: 'none', coded: false };
    const set = (lit: boolean) => {
      if (!socket.destroyed) socket.write(lit ? 'L' : 'U');
    };
    // Its frames say themselves what light they were exposed with.
    return { ...noEmitter(kind), coded, set, stop: async () => set(false) };
  }

  #take(chunk: Buffer): void {
    this.#chunks++;
    try {
      this.#parser.push(chunk);
    } catch (error) {
      this.#queue.fail(error as Error);
      this.#socket?.destroy();
    } finally {
      chunk.fill(0);
    }
  }

  async next(deadlineMs: number): Promise<FramePair> {
    await this.#drain();
    return this.#queue.take(deadlineMs, () => {
      const { rgb, ir, pairs } = this.counters;
      return `${rgb} RGB and ${ir} IR frames, ${pairs} pairs so far`;
    });
  }

  /** While the models ran, frames piled up in the socket: a camera would have overwritten them. */
  async #drain(): Promise<void> {
    for (let turn = 0, read = -1; turn < MAX_DRAIN_TURNS && read !== this.#chunks; turn++) {
      read = this.#chunks;
      await nextTurn();
    }
  }

  async stop(): Promise<void> {
    await this.#emitter.stop();
    this.#socket?.destroy();
    this.#parser.abandon();
    this.#intake.clear();
    this.#queue.clear();
  }
}
