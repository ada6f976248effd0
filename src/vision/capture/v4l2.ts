import { TellersightError } from '../../lib/errors.ts';
import { noEmitter } from '../emitter/noEmitter.ts';
import type { CameraIdentity } from '../observation.ts';
import type { CameraBinding, CameraFrame, CameraMode, V4l2Camera } from '../v4l2Camera.ts';
import { cameraFrame } from './cameraFrame.ts';
import type { CameraOptions } from './cameraOptions.ts';
import { contentSample } from './contentSample.ts';
import type { Emitter, FramePair, FrameSource } from './frameSource.ts';
import { releasePair } from './intake.ts';
import { isMonotonic } from './isMonotonic.ts';
import { lightOf } from './lightOf.ts';
import { NodeWatch } from './nodeWatch.ts';
import { FramePairer } from './pairing.ts';
import { PairQueue } from './pairQueue.ts';
import { type Notify, startCamera } from './startCamera.ts';
import { StreamWatch } from './streamWatch.ts';

export interface V4l2Options {
  readonly rgb: CameraOptions;
  readonly ir: CameraOptions;
  readonly maxSkewUs: number;
  /** Whoever switches the light; without one it switches itself or always burns, and cannot be coded (R13). */
  readonly emitter?: Emitter | undefined;
  readonly notify?: Notify | undefined;
  /** For tests: the camera part of the addon, and where sysfs is. */
  readonly binding?: CameraBinding | undefined;
  readonly sysfs?: string | undefined;
}

/**
 * Two V4L2 cameras whose frames stay in the drivers' buffers until they are released. Any fault of either, and any video
 * device that comes or goes, ends the source at once (R14): next() then rejects, and a new source has to be opened.
 */
export class V4l2Source implements FrameSource {
  readonly kind = 'v4l2';
  readonly emitter: Emitter;
  readonly #options: V4l2Options;
  readonly #pairer: FramePairer;
  readonly #queue: PairQueue;
  readonly #nodes: NodeWatch;
  readonly #watches: Readonly<Record<'rgb' | 'ir', StreamWatch>>;
  readonly #open: V4l2Camera[] = [];
  readonly #counts = { rgb: 0, ir: 0, pairs: 0, lost: 0 };
  readonly #cameras: CameraIdentity[] = [];
  #over = false;

  constructor(options: V4l2Options) {
    this.#options = options;
    this.emitter = options.emitter ?? noEmitter('unkeyed');
    const fps = { rgb: options.rgb.fps, ir: options.ir.fps };
    this.#pairer = new FramePairer({ maxSkewUs: options.maxSkewUs, fps });
    this.#watches = { rgb: new StreamWatch('rgb', fps.rgb), ir: new StreamWatch('ir', fps.ir) };
    this.#queue = new PairQueue((pair) => {
      this.#counts.lost += 2;
      releasePair(pair);
    }, 1);
    this.#nodes = new NodeWatch({
      folder: options.sysfs && `${options.sysfs}/class/video4linux`,
      onChange: (what) => this.#fail(new TellersightError('V4L2_HOTPLUG', `video devices changed: ${what}`)),
    });
  }

  get cameras(): readonly CameraIdentity[] {
    return this.#cameras;
  }

  get counters() {
    const { rgb, ir, pairs, lost } = this.#counts;
    const missed = this.#watches.rgb.missed + this.#watches.ir.missed;
    return { rgb, ir, pairs, lost: lost + this.#pairer.dropped + missed };
  }

  /** Opens and starts both cameras. Throws V4L2_* codes; nothing stays open then. */
  async start(): Promise<void> {
    try {
      await this.emitter.start();
      this.#nodes.start();
      for (const channel of ['rgb', 'ir'] as const) this.#start(channel);
    } catch (error) {
      // What failed first is what is told.
      await this.stop().catch(() => {});
      throw error;
    }
  }

  #start(channel: 'rgb' | 'ir'): void {
    const { binding, sysfs, notify = () => {} } = this.#options;
    const { camera, identity, waiting } = startCamera({
      channel,
      options: this.#options[channel],
      onFrame: (frame, mode, { driver }) => this.#take(channel, frame, mode, driver),
      onError: (error) => this.#fail(error),
      notify,
      binding,
      sysfs,
    });
    this.#open.push(camera);
    this.#pairer.keep(channel, waiting);
    this.#cameras.push(identity);
  }

  #take(channel: 'rgb' | 'ir', frame: CameraFrame, mode: CameraMode, driver: string): void {
    this.#counts[channel]++;
    const illuminated = channel === 'ir' ? lightOf(frame, this.#options.ir, this.emitter) : null;
    const fault = this.#over
      ? null
      : (this.#clock(channel, frame, driver) ?? this.#examine(channel, frame, mode, illuminated));
    if (fault) this.#fail(fault);
    if (this.#over) {
      frame.release();
      return;
    }
    const pair = this.#pairer.push(cameraFrame(channel, frame, mode, illuminated));
    if (!pair) return;
    this.#counts.pairs++;
    this.#queue.push(pair);
  }

  #clock(channel: 'rgb' | 'ir', { clock }: CameraFrame, driver: string): Error | null {
    if (isMonotonic(clock, driver, this.#options[channel].pin)) return null;
    const text = `the ${channel} camera's frames carry no monotonic time: they cannot be paired (R12)`;
    return new TellersightError('CAPTURE_SILENT', text);
  }

  #examine(channel: 'rgb' | 'ir', frame: CameraFrame, mode: CameraMode, illuminated: boolean | null): Error | null {
    const { timestampUs, sequence, arrivedUs, data } = frame;
    const sample = contentSample(data, mode);
    return this.#watches[channel].take({ timestampUs, sequence, arrivedUs, sample, illuminated });
  }

  /** Pairs that wait are dropped: they were taken while something was wrong. */
  #fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue.fail(error);
    this.#queue.clear();
    this.#pairer.clear();
  }

  next(deadlineMs: number): Promise<FramePair> {
    return this.#queue.take(deadlineMs, () => {
      const { rgb, ir, pairs } = this.counters;
      return `${rgb} RGB and ${ir} IR frames, ${pairs} pairs so far`;
    });
  }

  async stop(): Promise<void> {
    this.#over = true;
    this.#nodes.stop();
    for (const camera of this.#open.splice(0)) camera.stop();
    this.#pairer.clear();
    this.#queue.clear();
    await this.emitter.stop();
  }
}
