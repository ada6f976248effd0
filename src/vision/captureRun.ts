import type { Clock } from '../lib/clock.ts';
import { hasCode, TellersightError } from '../lib/errors.ts';
import type { BestFaces } from './bestFaces.ts';
import type { FramePair, FrameSource } from './capture/frameSource.ts';
import { releasePair } from './capture/intake.ts';
import { CodeRun, MAX_VIOLATIONS } from './codeRun.ts';
import { GuidanceFilter } from './guidanceFilter.ts';
import type { TellerMessage, VisionMessage } from './observation.ts';
import type { Measured, Pipeline } from './pipeline.ts';
import { wipe } from './stages/embed.ts';

type BeginCapture = Extract<TellerMessage, { type: 'beginCapture' }>;
type CaptureDone = Extract<VisionMessage, { type: 'captureDone' }>;

/** Good pairs in a row before the code begins. */
const STEADY_PAIRS = 2;
/** Pairs in a row without a good face that do not yet break a pass: detectors blink. */
const TOLERATED_MISSES = 2;
/** Good pairs that make a capture on a rig that cannot be coded. */
const UNCODED_PAIRS = 8;
/** A pair that does not come within this ends the capture: the camera is gone (R14: within 1 s). */
const PAIR_DEADLINE_MS = 1000;

export interface CaptureRunOptions {
  readonly request: BeginCapture;
  readonly source: FrameSource;
  readonly pipeline: Pipeline;
  readonly best: BestFaces;
  readonly clock: Clock;
  readonly embedderSha256: string;
  readonly send: (message: VisionMessage) => void;
  /** Called once per pair: the process makes progress. */
  readonly onPair: () => void;
}

/** One capture: finds a face, sends the light code over it, measures every pair, embeds the best faces. */
export class CaptureRun {
  readonly #options: CaptureRunOptions;
  readonly #code: CodeRun;
  readonly #guidance = new GuidanceFilter();
  readonly #startedMs: number;
  #pairs = 0;
  #steady = 0;
  #misses = 0;
  #seen = false;
  #cancelled = false;

  constructor(options: CaptureRunOptions) {
    this.#options = options;
    this.#startedMs = options.clock.monotonicMs();
    this.#code = new CodeRun({
      halfBits: options.request.halfBits,
      setLight: (lit) => options.source.emitter.set(lit),
      nowUs: () => options.clock.monotonicMs() * 1000,
    });
  }

  get captureId(): string {
    return this.#options.request.captureId;
  }

  /** Ends the capture at the next pair with outcome `cancelled`. */
  cancel(): void {
    this.#cancelled = true;
  }

  /** Runs to its end and gives the last message. Rejects with a coded error when it could not be measured. */
  async run(): Promise<CaptureDone> {
    const { request, source, pipeline, best } = this.#options;
    pipeline.reset();
    best.clear();
    source.emitter.set(true);
    try {
      for (;;) {
        if (this.#cancelled) return this.#done('cancelled');
        const leftMs = request.deadlineMs - this.#elapsedMs();
        if (leftMs <= 0) return this.#done(this.#seen ? 'poorQuality' : 'noFace');
        await this.#step(await source.next(PAIR_DEADLINE_MS));
        if (source.emitter.fault) throw source.emitter.fault;
        source.emitter.renew();
        if (this.#code.violations >= MAX_VIOLATIONS) {
          throw new TellersightError('CAPTURE_LIGHT', `the light did not follow its code ${MAX_VIOLATIONS} times`);
        }
        if (this.#finished()) return await this.#complete();
      }
    } finally {
      best.clear();
      source.emitter.set(false);
    }
  }

  #elapsedMs(): number {
    return this.#options.clock.monotonicMs() - this.#startedMs;
  }

  async #step(frames: FramePair): Promise<void> {
    const { pipeline, best } = this.#options;
    try {
      // Before the models run, so that the light for the next exposure is commanded in time.
      const broken = this.#code.violations;
      const halfBit = this.#code.take(frames.ir.illuminated, frames.ir.timestampUs);
      // The pass begins again: what was kept of the broken one is not proven by the next.
      if (this.#code.violations > broken) best.clear();
      const measured = await pipeline.measure(frames, this.#pairs++, halfBit);
      this.#report(measured);
      const good = measured.guidance === null;
      if (good && (this.#code.running || halfBit !== null || this.#options.request.halfBits.length === 0)) {
        best.offer(frames.rgb.picture, measured.observation);
      }
      this.#follow(good);
    } catch (error) {
      // One damaged frame is a bad pair, not a lost camera.
      if (!hasCode(error, 'NATIVE_JPEG', 'NATIVE_GEOMETRY')) throw error;
      this.#follow(false);
    } finally {
      releasePair(frames);
      this.#options.onPair();
    }
  }

  #report({ observation, guidance }: Measured): void {
    const { send, clock } = this.#options;
    const { captureId } = this;
    send({ type: 'frame', captureId, frame: observation });
    if (observation.rgb && !this.#seen) {
      this.#seen = true;
      send({ type: 'subjectDetected', captureId });
    }
    const text = this.#guidance.next(guidance, clock.monotonicMs());
    if (text) send({ type: 'guidance', captureId, guidance: text });
  }

  /** Moves between looking for a face and sending the code. */
  #follow(good: boolean): void {
    this.#steady = good ? this.#steady + 1 : 0;
    this.#misses = good ? 0 : this.#misses + 1;
    const begun = this.#code.running || this.#code.complete;
    if (begun && this.#misses > TOLERATED_MISSES) {
      this.#code.abort();
      this.#options.best.clear();
    } else if (!begun && this.#steady >= STEADY_PAIRS && this.#options.request.halfBits.length > 0) {
      this.#options.best.clear();
      this.#code.begin();
    } else if (!good && this.#options.request.halfBits.length === 0) {
      // Without a code only an unbroken row of good pairs ties the faces kept to each other.
      this.#options.best.clear();
    }
  }

  #finished(): boolean {
    const { request, best } = this.#options;
    if (best.count === 0) return false;
    return request.halfBits.length > 0 ? this.#code.complete : this.#steady >= UNCODED_PAIRS;
  }

  async #complete(): Promise<CaptureDone> {
    const { embedding, pairs } = await this.#options.best.embed();
    try {
      const bytes = Buffer.alloc(embedding.length * 4);
      for (const [index, value] of embedding.entries()) bytes.writeFloatLE(value, index * 4);
      const text = bytes.toString('base64');
      wipe(bytes);
      return this.#done('complete', text, pairs);
    } finally {
      wipe(embedding);
    }
  }

  #done(outcome: CaptureDone['outcome'], embedding: string | null = null, embeddedPairs: number[] = []): CaptureDone {
    return {
      type: 'captureDone',
      captureId: this.captureId,
      outcome,
      pairs: this.#pairs,
      embedding,
      embeddedPairs,
      embedderSha256: this.#options.embedderSha256,
      durationMs: this.#elapsedMs(),
    };
  }
}
