import { type Code, rooms } from '../lib/catalog/index.ts';
import { TellersightError } from '../lib/errors.ts';
import type { FrameObservation, VisionMessage } from '../vision/observation.ts';

type Part = Extract<VisionMessage, { type: 'frame' | 'captureDone' | 'captureFailed' }>;

export interface CaptureResult {
  readonly outcome: 'complete' | 'poorQuality' | 'noFace' | 'cancelled';
  readonly frames: readonly FrameObservation[];
  /** Unit length by contract, checked by the match rule; null unless complete. Wiped by whoever uses it last. */
  readonly embedding: Float32Array | null;
  readonly embeddedPairs: readonly number[];
  readonly embedderSha256: string;
  readonly durationMs: number;
}

/** At 30 pairs a second this is more than a minute; a flood beyond it ends the capture. */
const MAX_FRAMES = 2000;

/** Gathers the messages of one capture into one promise. */
export class CaptureCollector {
  readonly result: Promise<CaptureResult>;
  readonly #captureId: string;
  readonly #frames: FrameObservation[] = [];
  #resolve: (result: CaptureResult) => void = () => {};
  #reject: (error: TellersightError) => void = () => {};

  constructor(captureId: string) {
    this.#captureId = captureId;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The capture may fail before anyone waits for it.
    this.result.catch(() => {});
  }

  fail(error: TellersightError): void {
    this.#reject(error);
  }

  take(message: Part): void {
    if (message.captureId !== this.#captureId) return;
    if (message.type === 'frame') this.#takeFrame(message.frame);
    else if (message.type === 'captureFailed') this.fail(asError(message));
    else this.#finish(message);
  }

  #finish(message: Extract<Part, { type: 'captureDone' }>): void {
    this.#resolve({
      outcome: message.outcome,
      frames: this.#frames,
      embedding: message.embedding === null ? null : decodeEmbedding(message.embedding),
      embeddedPairs: message.embeddedPairs,
      embedderSha256: message.embedderSha256,
      durationMs: message.durationMs,
    });
  }

  #takeFrame(frame: FrameObservation): void {
    const last = this.#frames.at(-1);
    // Pair numbers grow: a repeated or reordered pair could count one good moment twice.
    if (last && frame.pair <= last.pair) {
      this.fail(new TellersightError('VISION_MESSAGE_INVALID', 'pairs came out of order'));
    } else if (this.#frames.length >= MAX_FRAMES) {
      this.fail(new TellersightError('VISION_MESSAGE_INVALID', `more than ${MAX_FRAMES} pairs in one capture`));
    } else {
      this.#frames.push(frame);
    }
  }
}

/** Only what vision can know of: a "disk full" or "cancelled" from there would keep a refusal out of the records. */
function asError({ code, message }: Extract<Part, { type: 'captureFailed' }>): TellersightError {
  const known =
    code === 'INTERNAL' || ['capture', 'native', 'vision'].some((room) => Object.hasOwn(rooms[room]!, code));
  return new TellersightError(known ? (code as Code) : 'CAPTURE_FAILED', message);
}

/** Base64 of little-endian float32; null when it is no whole number of values. */
export function decodeEmbedding(base64: string): Float32Array | null {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
  bytes.fill(0);
  return values;
}
