import { open } from 'node:fs/promises';
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

/** Bytes of a recording, read when they are needed. */
export interface ByteReader {
  /** Fills the start of `into`; resolves with the number of bytes, 0 at the end. */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** Reads a recording file. Throws RECORDING_UNREADABLE. */
export async function openRecording(path: string): Promise<ByteReader> {
  try {
    const file = await open(path, 'r');
    return {
      read: async (into) => (await file.read(into, 0, into.length, null)).bytesRead,
      close: () => file.close(),
    };
  } catch (cause) {
    throw new TellersightError('RECORDING_UNREADABLE', `${path} cannot be opened`, { cause });
  }
}

export interface ReplayOptions {
  /** Opens the recording when the source starts. */
  readonly open: () => Promise<ByteReader>;
  readonly maxSkewUs: number;
  /** `timestamps` = as fast as it was recorded, `fast` = as fast as it is taken. */
  readonly pace: 'timestamps' | 'fast';
}

/** Frames of a recording. Nothing is dropped for being slow: it is only read when a pair is asked for. */
export class ReplaySource implements FrameSource {
  readonly kind = 'replay';
  readonly #options: ReplayOptions;
  readonly #ready: FramePair[] = [];
  readonly #intake: Intake;
  readonly #parser: RecordingParser;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #reader: ByteReader | null = null;
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

  /** Opens the recording and reads its header. */
  async start(): Promise<void> {
    this.#reader = await this.#options.open();
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
    if (!this.#reader) throw new TellersightError('RECORDING_UNREADABLE', 'the recording is not open');
    const length = await this.#reader.read(this.#chunk);
    if (length === 0) this.#parser.end();
    else this.#parser.push(this.#chunk.subarray(0, length));
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
    const reader = this.#reader;
    this.#reader = null;
    await reader?.close();
  }
}
