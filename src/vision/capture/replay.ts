import { type FileHandle, open } from 'node:fs/promises';
import { sleep, withDeadline } from '../../lib/deadline.ts';
import { TellersightError } from '../../lib/errors.ts';
import { noEmitter } from '../emitter/noEmitter.ts';
import type { CameraIdentity } from '../observation.ts';
import type { Emitter, FramePair, FrameSource } from './frameSource.ts';
import { Intake, releasePair } from './intake.ts';
import { RecordingParser } from './recordingParser.ts';

const CHUNK_BYTES = 64 * 1024;
/** A recording with a gap longer than this is not waited for in full. */
const LONGEST_GAP_MS = 1000;

export interface ReplayOptions {
  readonly path: string;
  readonly maxSkewUs: number;
  /** `timestamps` = as fast as it was recorded, `fast` = as fast as it is taken. */
  readonly pace: 'timestamps' | 'fast';
}

/** Frames of a recording file. Nothing is dropped for being slow: the file is only read when a pair is asked for. */
export class ReplaySource implements FrameSource {
  readonly kind = 'replay';
  readonly #options: ReplayOptions;
  readonly #ready: FramePair[] = [];
  readonly #intake: Intake;
  readonly #parser: RecordingParser;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #file: FileHandle | null = null;
  #emitter: Emitter = noEmitter('none');
  #firstUs: number | null = null;
  #startedMs = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#intake = new Intake(options.maxSkewUs, (pair) => this.#ready.push(pair));
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

  /** Opens the file and reads its header. */
  async start(): Promise<void> {
    try {
      this.#file = await open(this.#options.path, 'r');
    } catch (cause) {
      throw new TellersightError('RECORDING_UNREADABLE', `${this.#options.path} cannot be opened`, { cause });
    }
    while (!this.#intake.recording) await this.#readOn();
    // The light of a recording was switched when it was made; it follows nobody now.
    this.#emitter = noEmitter(this.#intake.recording.illuminator.kind);
  }

  /** Rejects with RECORDING_END after the last pair, and with RECORDING_CUT_SHORT or _DAMAGED where it is not whole. */
  async next(deadlineMs: number): Promise<FramePair> {
    return withDeadline(this.#next(), deadlineMs, 'the next pair of the recording', 'CAPTURE_SILENT');
  }

  async #next(): Promise<FramePair> {
    for (;;) {
      const pair = this.#ready.shift();
      if (pair) {
        await this.#keepPace(pair);
        return pair;
      }
      if (this.#parser.ended) throw new TellersightError('RECORDING_END', 'the recording is at its end');
      await this.#readOn();
    }
  }

  async #readOn(): Promise<void> {
    if (!this.#file) throw new TellersightError('RECORDING_UNREADABLE', 'the recording is not open');
    const { bytesRead } = await this.#file.read(this.#chunk, 0, CHUNK_BYTES, null);
    if (bytesRead === 0) this.#parser.end();
    else this.#parser.push(this.#chunk.subarray(0, bytesRead));
    this.#chunk.fill(0);
  }

  async #keepPace(pair: FramePair): Promise<void> {
    if (this.#options.pace === 'fast') return;
    if (this.#firstUs === null) {
      this.#firstUs = pair.rgb.timestampUs;
      this.#startedMs = performance.now();
    }
    const dueMs = this.#startedMs + (pair.rgb.timestampUs - this.#firstUs) / 1000;
    const waitMs = dueMs - performance.now();
    if (waitMs > LONGEST_GAP_MS) this.#startedMs -= waitMs - LONGEST_GAP_MS;
    if (waitMs > 0) await sleep(Math.min(waitMs, LONGEST_GAP_MS));
  }

  async stop(): Promise<void> {
    this.#parser.abandon();
    this.#intake.clear();
    for (const pair of this.#ready.splice(0)) releasePair(pair);
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}
