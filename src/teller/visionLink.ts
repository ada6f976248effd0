import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Context, Router } from 'zeromq';
import { Outgoing } from '../atm/outgoing.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError, toTellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import {
  type Guidance,
  MAX_MESSAGE_BYTES,
  type TellerMessage,
  type VisionMessage,
  visionMessageSchema,
} from '../vision/observation.ts';
import { CaptureCollector, type CaptureResult } from './captureCollector.ts';
import type { Bit } from './policy/illumination.ts';

export type Hello = Extract<VisionMessage, { type: 'hello' }>;
export type Progress = Extract<VisionMessage, { type: 'progress' }>;

export interface VisionLinkOptions {
  /** See visionEndpoint() in vision/observation.ts. */
  readonly endpoint: string;
  readonly log: Log;
  readonly clock: Clock;
  /** The embedder whose calibration the teller loaded. */
  readonly embedderSha256: string;
  /** Manifest of the pack whose calibrations the teller loaded: it fixes every net. Not compared when absent. */
  readonly manifestSha256?: string | undefined;
  /** Silence after which vision counts as gone, milliseconds. */
  readonly lostAfterMs?: number;
  readonly onChange?: (state: VisionState) => void;
}

export type VisionState = 'online' | 'lost' | 'packMismatch' | 'starting';

export interface CaptureRequest {
  readonly captureId: string;
  readonly halfBits: readonly Bit[];
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly onSubject: () => void;
  readonly onGuidance: (guidance: Guidance) => void;
}

const LOST_AFTER_MS = 2000;
const SEND_MS = 1000;
/** After its own deadline vision gets this long to say how the capture ended. */
const GRACE_MS = 1500;

/**
 * The teller's end of the line to the vision process. Vision parses hostile pixels, so nothing it says is believed
 * before it was measured (size), parsed and validated; and it may vanish at any moment (architecture section 2).
 */
export class VisionLink {
  readonly #options: VisionLinkOptions;
  #router: Router | null = null;
  #out: Outgoing<Router> | null = null;
  #loop: Promise<void> = Promise.resolve();
  #watch: NodeJS.Timeout | null = null;
  #peer: Buffer | null = null;
  #hello: Hello | null = null;
  #progress: Progress | null = null;
  #lastMs = 0;
  #state: VisionState = 'starting';
  #rigChanges = 0;
  #capture: { readonly collector: CaptureCollector; readonly request: CaptureRequest } | null = null;

  constructor(options: VisionLinkOptions) {
    this.#options = options;
  }

  get state(): VisionState {
    return this.#state;
  }

  /** The last hello of a live vision process; null while it is gone. */
  get hello(): Hello | null {
    return this.#state === 'online' ? this.#hello : null;
  }

  get progress(): Progress | null {
    return this.#progress;
  }

  /**
   * Grows whenever cameras or vision were lost or replaced: a session that began before must not go on (R14). What is
   * plugged in quickly and looks the same afterwards is counted too.
   */
  get rigChanges(): number {
    return this.#rigChanges;
  }

  async start(): Promise<void> {
    const { endpoint } = this.#options;
    const path = endpoint.slice('ipc://'.length);
    const router = new Router({ context: new Context(), linger: 0, maxMessageSize: MAX_MESSAGE_BYTES, handover: true });
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
      await router.bind(endpoint);
      chmodSync(path, 0o660);
    } catch (cause) {
      router.close();
      throw new TellersightError('ATM_BIND_FAILED', `${endpoint} cannot be opened: ${(cause as Error).message}`, {
        cause,
      });
    }
    this.#router = router;
    this.#out = new Outgoing(router, SEND_MS);
    this.#loop = this.#serve(router);
    this.#watch = setInterval(() => this.#checkAlive(), 200);
  }

  async stop(): Promise<void> {
    const router = this.#router;
    if (!router) return;
    this.#router = null;
    if (this.#watch) clearInterval(this.#watch);
    this.#capture?.collector.fail(new TellersightError('CANCELLED', 'the daemon stops'));
    router.close();
    await this.#loop;
  }

  /**
   * One capture from begin to end.
   *
   * @throws VISION_LOST, VISION_PACK_MISMATCH, VISION_BUSY, CAPTURE_FAILED, CANCELLED, or vision's own code
   */
  async capture(request: CaptureRequest): Promise<CaptureResult> {
    this.assertOnline();
    if (this.#capture) throw new TellersightError('VISION_BUSY', 'a capture is running already');
    const { captureId, halfBits, deadlineMs, signal } = request;
    const collector = new CaptureCollector(captureId);
    this.#capture = { collector, request };
    const cancel = () => {
      void this.#send({ type: 'endCapture', captureId });
      collector.fail(new TellersightError('CANCELLED', 'the capture was cancelled'));
    };
    signal.addEventListener('abort', cancel, { once: true });
    const timer = setTimeout(() => {
      void this.#send({ type: 'endCapture', captureId });
      collector.fail(new TellersightError('CAPTURE_FAILED', `vision did not end the capture within ${deadlineMs} ms`));
    }, deadlineMs + GRACE_MS);
    try {
      if (signal.aborted) cancel();
      else await this.#send({ type: 'beginCapture', captureId, halfBits: [...halfBits], deadlineMs });
      return await collector.result;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      this.#capture = null;
    }
  }

  /** @throws VISION_LOST, VISION_PACK_MISMATCH */
  assertOnline(): void {
    if (this.#state === 'packMismatch') {
      throw new TellersightError(
        'VISION_PACK_MISMATCH',
        'vision runs another model pack than the teller was calibrated for',
      );
    }
    if (this.#state !== 'online') throw new TellersightError('VISION_LOST', 'the vision process is not there');
  }

  async #serve(router: Router): Promise<void> {
    while (!router.closed) {
      try {
        const [peer, body, ...rest] = await router.receive();
        if (peer && body && rest.length === 0) this.#take(peer, body);
      } catch (error) {
        if (this.#router === null) return;
        this.#options.log.error(toTellersightError(error, 'VISION_MESSAGE_INVALID'));
      }
    }
  }

  #take(peer: Buffer, body: Buffer): void {
    const message = parse(body);
    // It may hold an embedding (R21); the text made of it cannot be overwritten and is left to the collector.
    body.fill(0);
    if (!message) {
      this.#options.log.error(new TellersightError('VISION_MESSAGE_INVALID', `dropped ${body.length} bytes`));
      // Half a conversation is no evidence: the capture that it may have belonged to is over.
      if (this.#peer?.equals(peer)) {
        this.#capture?.collector.fail(
          new TellersightError('VISION_MESSAGE_INVALID', 'a message of vision was invalid'),
        );
      }
      return;
    }
    if (message.type === 'hello') {
      this.#greet(peer, message);
      return;
    }
    if (!this.#peer?.equals(peer)) {
      // Not known yet (this process restarted): ask who it is instead of believing it.
      void this.#send({ type: 'whoAreYou' }, peer);
      return;
    }
    this.#lastMs = this.#options.clock.monotonicMs();
    if (this.#state === 'lost') this.#setState(this.#stateOf(this.#hello));
    if (message.type === 'progress') this.#noteProgress(message);
    else this.#forward(message);
  }

  #noteProgress(message: Progress): void {
    const lost = message.state === 'noCamera' && this.#progress?.state !== 'noCamera';
    this.#progress = message;
    if (lost) this.#alarm(message.fault?.message ?? 'vision has no camera');
  }

  #greet(peer: Buffer, hello: Hello): void {
    if (this.#capture && this.#peer && (!this.#peer.equals(peer) || this.#hello?.pid !== hello.pid)) {
      this.#capture.collector.fail(new TellersightError('VISION_LOST', 'vision started anew during the capture'));
    }
    if (this.#hello && !sameRig(this.#hello, hello, this.#peer, peer)) {
      this.#alarm('cameras or vision were replaced');
      this.#capture?.collector.fail(new TellersightError('CAPTURE_CAMERA_LOST', 'the cameras changed in a capture'));
    }
    this.#peer = peer;
    this.#hello = hello;
    this.#lastMs = this.#options.clock.monotonicMs();
    this.#setState(this.#stateOf(hello));
  }

  /** Vision's own log does not reach the fleet, so that the loss is told from here too (R14). */
  #alarm(what: string): void {
    this.#rigChanges++;
    this.#options.log.event('CAPTURE_CAMERA_LOST', what);
  }

  #stateOf(hello: Hello | null): VisionState {
    if (!hello) return 'starting';
    const { embedderSha256, manifestSha256 = hello.pack.manifestSha256 } = this.#options;
    const same = hello.pack.embedderSha256 === embedderSha256 && hello.pack.manifestSha256 === manifestSha256;
    return same ? 'online' : 'packMismatch';
  }

  #forward(message: Exclude<VisionMessage, Hello | Progress>): void {
    const running = this.#capture;
    if (!running || running.request.captureId !== message.captureId) return;
    if (message.type === 'guidance') running.request.onGuidance(message.guidance);
    else if (message.type === 'subjectDetected') running.request.onSubject();
    else running.collector.take(message);
  }

  #checkAlive(): void {
    if (this.#state !== 'online' && this.#state !== 'packMismatch') return;
    const silence = this.#options.clock.monotonicMs() - this.#lastMs;
    if (silence <= (this.#options.lostAfterMs ?? LOST_AFTER_MS)) return;
    this.#rigChanges++;
    this.#setState('lost');
    this.#capture?.collector.fail(new TellersightError('VISION_LOST', 'vision fell silent during the capture'));
  }

  #setState(state: VisionState): void {
    if (state === this.#state) return;
    this.#state = state;
    const { log, onChange } = this.#options;
    if (state === 'online') log.event('VISION_CONNECTED', 'vision is connected', { pack: this.#hello!.pack.name });
    if (state === 'lost') log.event('VISION_LOST', 'vision made no progress');
    if (state === 'packMismatch') log.event('VISION_PACK_MISMATCH', 'vision runs another model pack');
    onChange?.(state);
  }

  #send(message: TellerMessage, peer: Buffer | null = this.#peer): Promise<void> {
    if (!peer || !this.#out) return Promise.resolve();
    return this.#out.send([peer, JSON.stringify(message)]).catch((error) => this.#options.log.error(error));
  }
}

/** A hello before the cameras were open (none named) is completed by the next one, not replaced. */
function sameRig(before: Hello, now: Hello, peerBefore: Buffer | null, peer: Buffer): boolean {
  if (before.pid !== now.pid || !peerBefore?.equals(peer)) return false;
  return before.cameras.length === 0 || JSON.stringify(before) === JSON.stringify(now);
}

function parse(body: Buffer): VisionMessage | null {
  if (body.length > MAX_MESSAGE_BYTES) return null;
  try {
    const parsed = visionMessageSchema.safeParse(JSON.parse(body.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
