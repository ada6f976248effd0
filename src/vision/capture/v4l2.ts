import { TellersightError } from '../../lib/errors.ts';
import { noEmitter } from '../emitter/noEmitter.ts';
import { decodeJpeg, type Picture } from '../native.ts';
import type { CameraIdentity } from '../observation.ts';
import { type CameraBinding, type CameraFrame, openCamera, type V4l2Camera, type WantedCamera } from '../v4l2Camera.ts';
import type { Frame, FramePair, FrameSource } from './frameSource.ts';
import { releasePair } from './intake.ts';
import { FramePairer } from './pairing.ts';
import { PairQueue } from './pairQueue.ts';
import { usbIdentity } from './usbIdentity.ts';

/** A camera silent for this long is gone (R14). */
const STALL_MS = 1000;

export interface V4l2Options {
  readonly rgb: WantedCamera & { readonly device: string };
  readonly ir: WantedCamera & { readonly device: string };
  readonly maxSkewUs: number;
  /** For tests: the camera part of the addon. */
  readonly binding?: CameraBinding;
}

/** Two V4L2 cameras whose frames stay in the drivers' buffers until they are released. */
export class V4l2Source implements FrameSource {
  readonly kind = 'v4l2';
  /** The light of such a rig switches itself or always burns: nothing here can code it (R13 drops a tier). */
  readonly emitter = noEmitter('unkeyed');
  readonly #options: V4l2Options;
  readonly #pairer: FramePairer;
  readonly #queue: PairQueue;
  readonly #open: V4l2Camera[] = [];
  readonly #counts = { rgb: 0, ir: 0, pairs: 0, lost: 0 };
  #cameras: CameraIdentity[] = [];

  constructor(options: V4l2Options) {
    this.#options = options;
    // Four driver buffers per camera: more than two waiting would starve the driver.
    const fps = { rgb: options.rgb.fps, ir: options.ir.fps };
    this.#pairer = new FramePairer({ maxSkewUs: options.maxSkewUs, fps, capacity: 2 });
    this.#queue = new PairQueue((pair) => {
      this.#counts.lost += 2;
      releasePair(pair);
    }, 1);
  }

  get cameras(): readonly CameraIdentity[] {
    return this.#cameras;
  }

  get counters() {
    const { rgb, ir, pairs, lost } = this.#counts;
    return { rgb, ir, pairs, lost: lost + this.#pairer.dropped + this.#pairer.missed };
  }

  /** Opens and starts both cameras. Throws V4L2_* codes; nothing stays open then. */
  async start(): Promise<void> {
    try {
      for (const channel of ['rgb', 'ir'] as const) {
        const wanted = this.#options[channel];
        const camera = openCamera(wanted.device, wanted, this.#options.binding);
        this.#open.push(camera);
        this.#cameras.push(identityOf(channel, wanted.device, camera));
      }
      for (const [index, channel] of (['rgb', 'ir'] as const).entries()) {
        const camera = this.#open[index] as V4l2Camera;
        camera.start(
          (frame) => this.#take(channel, camera, frame),
          (error) => this.#queue.fail(error),
          STALL_MS,
        );
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  #take(channel: 'rgb' | 'ir', camera: V4l2Camera, frame: CameraFrame): void {
    this.#counts[channel]++;
    if (!frame.monotonic) {
      frame.release();
      const text = `the ${channel} camera's frames carry no monotonic time: they cannot be paired (R12)`;
      this.#queue.fail(new TellersightError('CAPTURE_SILENT', text));
      return;
    }
    const pair = this.#pairer.push(cameraFrame(channel, camera, frame));
    if (!pair) return;
    this.#counts.pairs++;
    this.#queue.push(pair);
  }

  next(deadlineMs: number): Promise<FramePair> {
    return this.#queue.take(deadlineMs, () => {
      const { rgb, ir, pairs } = this.counters;
      return `${rgb} RGB and ${ir} IR frames, ${pairs} pairs so far`;
    });
  }

  async stop(): Promise<void> {
    for (const camera of this.#open.splice(0)) camera.stop();
    this.#pairer.clear();
    this.#queue.clear();
  }
}

function identityOf(channel: 'rgb' | 'ir', device: string, camera: V4l2Camera): CameraIdentity {
  const { driver, card, busInfo } = camera.identity;
  const { width, height, format } = camera.mode;
  const text = { driver: driver.slice(0, 64), card: card.slice(0, 64), busInfo: busInfo.slice(0, 128) };
  return { channel, ...text, ...usbIdentity(device), width, height, format };
}

/** MJPG is decoded when the picture is first looked at; the decoded copy is overwritten with the frame. */
function cameraFrame(channel: 'rgb' | 'ir', camera: V4l2Camera, frame: CameraFrame): Frame {
  const { format, width, height, stride } = camera.mode;
  let picture: Picture | null = null;
  return {
    channel,
    timestampUs: frame.timestampUs,
    sequence: frame.sequence,
    illuminated: null,
    get picture() {
      picture ??= format === 'MJPG' ? decodeJpeg(frame.data) : { format, width, height, stride, data: frame.data };
      return picture;
    },
    release() {
      if (picture && picture.data !== frame.data) picture.data.fill(0);
      picture = null;
      frame.release();
    },
  };
}
