import type { Config } from '../config/schema.ts';
import { backoff } from '../lib/backoff.ts';
import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { sleep } from '../lib/deadline.ts';
import { hasCode, TellersightError, toTellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import { BestFaces } from './bestFaces.ts';
import type { FrameSource } from './capture/frameSource.ts';
import { releasePair } from './capture/intake.ts';
import { openSource } from './capture/openSource.ts';
import { CaptureRun } from './captureRun.ts';
import { OBSERVATION_SCHEMA, type TellerMessage, type VisionMessage } from './observation.ts';
import type { Model } from './pack/model.ts';
import { Pack } from './pack/pack.ts';
import { Pipeline } from './pipeline.ts';
import { TellerLink } from './tellerLink.ts';

const PROGRESS_MS = 500;
/** Silence of the cameras after which they count as lost (R14). */
const IDLE_PAIR_MS = 1000;
const RECONNECT_BASE_MS = 200;
const RECONNECT_MAX_MS = 2000;

export interface VisionProcessOptions {
  readonly vision: Config['vision'];
  readonly packs: string | undefined;
  /** Endpoint of the teller's vision socket (ipc://). */
  readonly teller: string;
  readonly version: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Real progress, for the watchdog: a pair was taken or a lost camera was tried again. */
  readonly onProgress?: () => void;
  /** For tests and benches: another source than the configured one. */
  readonly open?: typeof openSource;
}

/** The process that sees: keeps the cameras warm, runs captures for the teller, reports what it measured, never a frame. */
export class VisionProcess {
  readonly #options: VisionProcessOptions;
  readonly #stop = new AbortController();
  readonly #link: TellerLink;
  #pack: Pack | null = null;
  #best: BestFaces | null = null;
  #pipeline: Pipeline | null = null;
  #source: FrameSource | null = null;
  #request: Extract<TellerMessage, { type: 'beginCapture' }> | null = null;
  #run: CaptureRun | null = null;
  #fault: TellersightError | null = null;
  #steps = 0;
  #reported = -1;
  #lastPairMs: number | null = null;
  /** Counters of sources that were lost: ours only grow. */
  readonly #before = { rgb: 0, ir: 0, pairs: 0, lost: 0 };
  #timer: NodeJS.Timeout | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: VisionProcessOptions) {
    this.#options = options;
    this.#link = new TellerLink({
      endpoint: options.teller,
      log: options.log,
      onMessage: (message) => this.#take(message),
      onConnect: () => this.#hello(),
    });
  }

  /** Loads and verifies the pack, connects, starts looking. Rejects when the pack cannot be used: nothing to retry. */
  async start(): Promise<void> {
    const { vision, packs } = this.#options;
    this.#pack = await Pack.load(vision.pack, packs, vision.threads);
    this.#pipeline = new Pipeline(this.#pack, { offsetX: vision.rig_offset_x, offsetY: vision.rig_offset_y });
    this.#best = new BestFaces(this.#pack.of('embed')[0] as Model);
    this.#link.start();
    this.#timer = setInterval(() => this.#progress(), PROGRESS_MS);
    this.#loop = this.#live();
  }

  async stop(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#run?.cancel();
    if (this.#timer) clearInterval(this.#timer);
    await this.#loop;
    await this.#link.stop();
    this.#best?.clear();
    await this.#pack?.release();
  }

  async #live(): Promise<void> {
    const { log, vision, open = openSource } = this.#options;
    let attempt = 0;
    while (!this.#stop.signal.aborted) {
      let source: FrameSource | null = null;
      try {
        source = open(vision, (code, message) => log.event(code, message));
        await source.start();
        this.#source = source;
        await this.#serve(source, () => {
          attempt = 0;
        });
      } catch (error) {
        this.#lost(toTellersightError(error, 'CAPTURE_CAMERA_LOST'));
        log.error(this.#fault, { source: vision.source, attempt });
      } finally {
        this.#source = null;
        if (source) await this.#close(source);
      }
      if (!this.#stop.signal.aborted)
        await this.#waitToReconnect(backoff(attempt++, RECONNECT_BASE_MS, RECONNECT_MAX_MS));
    }
  }

  /** Takes pairs until the source fails. The first pair makes it a working camera. */
  async #serve(source: FrameSource, onWorking: () => void): Promise<void> {
    const { log } = this.#options;
    let working = false;
    while (!this.#stop.signal.aborted) {
      if (this.#request) {
        await this.#capture(source);
        continue;
      }
      releasePair(await source.next(IDLE_PAIR_MS));
      if (source.emitter.fault) throw source.emitter.fault;
      this.#advance();
      if (working) continue;
      working = true;
      onWorking();
      this.#fault = null;
      this.#hello();
      const { rgb, ir } = source.counters;
      log.event('VISION_STARTED', `${source.kind} cameras deliver pairs`, { source: source.kind, rgb, ir });
    }
  }

  async #capture(source: FrameSource): Promise<void> {
    const request = this.#request;
    if (!request) return;
    this.#request = null;
    const run = new CaptureRun({
      request,
      source,
      pipeline: this.#pipeline as Pipeline,
      best: this.#best as BestFaces,
      clock: this.#options.clock,
      embedderSha256: (this.#pack as Pack).identity.embedderSha256,
      send: (message) => this.#link.send(message),
      onPair: () => this.#advance(),
    });
    this.#run = run;
    try {
      this.#link.send(await run.run());
    } catch (error) {
      const coded = toTellersightError(error, 'INTERNAL');
      this.#failed(request.captureId, coded.code, coded.message);
      // A fault of model or light is this capture's; anything else is the source's.
      if (!hasCode(coded, 'MODEL_FAULT', 'CAPTURE_LIGHT')) throw coded;
      this.#options.log.error(coded);
    } finally {
      this.#run = null;
      this.#pack?.wipe();
    }
  }

  #take(message: TellerMessage): void {
    if (message.type === 'whoAreYou') {
      this.#hello();
    } else if (message.type === 'endCapture') {
      if (this.#run?.captureId === message.captureId) this.#run.cancel();
      if (this.#request?.captureId === message.captureId) this.#cancelPending(message.captureId);
    } else if (!this.#source || this.#fault) {
      const fault = this.#fault ?? new TellersightError('CAPTURE_CAMERA_LOST', 'the cameras are not open yet');
      this.#failed(message.captureId, fault.code, fault.message);
    } else {
      // A newer capture replaces an older one: the teller knows best which session it is in.
      this.#run?.cancel();
      this.#request = message;
    }
  }

  /** A capture taken back before it began is answered too. */
  #cancelPending(captureId: string): void {
    this.#request = null;
    this.#link.send({
      type: 'captureDone',
      captureId,
      outcome: 'cancelled',
      pairs: 0,
      embedding: null,
      embeddedPairs: [],
      embedderSha256: (this.#pack as Pack).identity.embedderSha256,
      durationMs: 0,
    });
  }

  #lost(error: TellersightError): void {
    this.#fault = error;
    const request = this.#request;
    this.#request = null;
    if (request) this.#failed(request.captureId, error.code, error.message);
    // Told at once: a camera that is back before the next report must not look as if it had never been away (R14).
    this.#steps++;
    this.#progress();
  }

  #failed(captureId: string, code: Code, message: string): void {
    this.#link.send({ type: 'captureFailed', captureId, code, message: message.slice(0, 500) });
  }

  async #close(source: FrameSource): Promise<void> {
    for (const name of ['rgb', 'ir', 'pairs', 'lost'] as const) this.#before[name] += source.counters[name];
    try {
      await source.stop();
    } catch (error) {
      this.#options.log.error(toTellersightError(error, 'CAPTURE_CAMERA_LOST'));
    }
  }

  /** Waits in steps that count as progress: trying again is what this process has to do now. */
  async #waitToReconnect(ms: number): Promise<void> {
    for (let left = ms; left > 0 && !this.#stop.signal.aborted; left -= 200) {
      this.#steps++;
      this.#options.onProgress?.();
      await sleep(Math.min(200, left), this.#stop.signal).catch(() => {});
    }
  }

  #advance(): void {
    this.#steps++;
    this.#lastPairMs = this.#options.clock.monotonicMs();
    this.#options.onProgress?.();
  }

  /** Sent only while the loop truly advances: the teller's watchdog hangs on it. */
  #progress(): void {
    if (this.#steps === this.#reported) return;
    this.#reported = this.#steps;
    const now = this.#source?.counters;
    const total = (name: 'rgb' | 'ir' | 'pairs' | 'lost') => this.#before[name] + (now?.[name] ?? 0);
    const fault = this.#fault;
    this.#link.send({
      type: 'progress',
      state: this.#run ? 'capturing' : this.#source && !fault ? 'idle' : 'noCamera',
      frames: { rgb: total('rgb'), ir: total('ir'), pairs: total('pairs'), lost: total('lost') },
      lastPairAgeMs: this.#lastPairMs === null ? null : this.#options.clock.monotonicMs() - this.#lastPairMs,
      rssBytes: process.memoryUsage.rss(),
      fault: fault ? { code: fault.code, message: fault.message.slice(0, 500) } : null,
    });
  }

  #hello(): void {
    if (!this.#pack) return;
    const { vision, version } = this.#options;
    const source = this.#source;
    const message: VisionMessage = {
      type: 'hello',
      schema: OBSERVATION_SCHEMA,
      pid: process.pid,
      version,
      pack: this.#pack.identity,
      source: vision.source,
      cameras: source ? [...source.cameras] : [],
      emitter: source ? { kind: source.emitter.kind, coded: source.emitter.coded } : { kind: 'none', coded: false },
    };
    this.#link.send(message);
  }
}
