import type { Code } from '../lib/catalog/index.ts';
import { TellersightError } from '../lib/errors.ts';
import type { PixelFormat } from './native.ts';
import { coded, loadAddon } from './native.ts';

/** A mode that is met exactly or refused. */
export interface WantedMode {
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
  /** Frames per second, 1..1000. The camera may be up to a tenth slower. */
  readonly fps: number;
}

export interface CameraDescription {
  readonly driver: string;
  readonly card: string;
  /** As VIDIOC_QUERYCAP says, `usb-0000:00:14.0-2`: where the device is plugged in. */
  readonly busInfo: string;
  /** Device number of the opened node, whatever name led to it. */
  readonly major: number;
  readonly minor: number;
}

export interface CameraMode {
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
  /** Bytes; 0 for MJPG. */
  readonly stride: number;
  /** What the driver answered; 0 when it has no rate setting. */
  readonly fps: number;
  /** Of YUV formats: how colours and levels are encoded, by the driver's colour space. */
  readonly matrix: 'bt601' | 'bt709';
  readonly range: 'limited' | 'full';
}

/** One size of a format (smallest = largest), or a range of them. */
export interface CameraOffer {
  readonly format: string;
  readonly minWidth: number;
  readonly maxWidth: number;
  readonly minHeight: number;
  readonly maxHeight: number;
  /** The highest; 0 where the driver does not list rates. */
  readonly fps: number;
}

export interface CameraControl {
  /** V4L2_CID_* */
  readonly id: number;
  /** The driver's name for it. */
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
}

/** One frame in the driver's own buffer. There are few, so give it back soon. */
export interface CameraFrame {
  /** Empty after `release`. */
  readonly data: Uint8Array;
  /** The driver's 32-bit counter; gaps are lost or damaged frames. */
  readonly sequence: number;
  readonly timestampUs: number;
  /** Which clock the driver says the timestamp is of; `unsaid` where it says nothing, `other` where a program chose it. */
  readonly clock: 'monotonic' | 'unsaid' | 'other';
  /** Taken at the start of exposure; otherwise at the end of the frame or unknown. */
  readonly exposureStart: boolean;
  /** CLOCK_MONOTONIC when the driver handed the frame over, however late this program looks at it. */
  readonly arrivedUs: number;
  /** Whether the camera's own illuminator was on, by its metadata; null where it does not say. */
  readonly illuminated: boolean | null;
  /**
   * A DMABUF descriptor of the buffer, for another device to map; the caller closes it, before `release`: afterwards the
   * buffer holds other frames.
   * @throws TellersightError V4L2_FAILED where the driver's memory cannot be shared or the frame was released
   */
  dmabuf(): number;
  /** Overwrites the frame with zeros (R21) and gives it back to the driver. Idempotent. */
  release(): void;
}

interface RawFrame extends Omit<CameraFrame, 'release' | 'dmabuf'> {
  readonly token: number;
}

interface RawCamera {
  readonly identity: CameraDescription;
  readonly damaged: number;
  offers(): CameraOffer[];
  configure(format: string, width: number, height: number, fps: number): CameraMode;
  controls(): CameraControl[];
  setControl(id: number, value: number): number;
  useMetadata(path: string): void;
  start(
    callback: (code: string | null, text: string | null, frame?: RawFrame) => void,
    stallMs: number,
    buffers: number,
  ): number;
  release(token: number, memory: ArrayBufferLike): void;
  exportFrame(token: number): number;
  stop(): void;
}

/** The camera part of the addon (and of its test doubles). */
export interface CameraBinding {
  Camera: new (path: string) => RawCamera;
}

/**
 * One V4L2 camera: opened by `openCamera`, set to a mode by `configure`, streaming between `start` and `stop`. After an
 * error of `start` or of the stream it is over: stop it and open the camera again.
 */
export class V4l2Camera {
  readonly identity: CameraDescription;
  readonly #raw: RawCamera;

  constructor(raw: RawCamera) {
    this.#raw = raw;
    this.identity = raw.identity;
  }

  /** Frames the driver marked as damaged or delivered short; they are not handed out. */
  get damaged(): number {
    return this.#raw.damaged;
  }

  /** What the camera says it can deliver, in its own order. */
  offers(): CameraOffer[] {
    return this.#raw.offers();
  }

  /** @throws TellersightError V4L2_FORMAT (names what is offered), V4L2_BUSY, V4L2_FAILED */
  configure({ format, width, height, fps }: WantedMode): CameraMode {
    return translated(() => this.#raw.configure(format, width, height, fps));
  }

  controls(): CameraControl[] {
    return this.#raw.controls();
  }

  /** Sets a control and answers what the camera says it is now. @throws TellersightError V4L2_CONTROL */
  setControl(id: number, value: number): number {
    return translated(() => this.#raw.setControl(id, value));
  }

  /**
   * From now on frames carry what the camera's metadata node says about its own illuminator.
   * @throws TellersightError V4L2_NOT_CAMERA where the node has no V4L2_META_FMT_UVC_MSXU_1_5
   */
  useMetadata(path: string): void {
    translated(() => this.#raw.useMetadata(path));
  }

  /**
   * Starts streaming. `onFrame` owns each frame until it calls `release`. `onError` is called at most once:
   * V4L2_STALLED when no frame came for `stallMs` (1..60000), V4L2_DAMAGED when only damaged ones did, V4L2_UNPLUGGED,
   * V4L2_FAILED.
   * @param buffers to ask the driver for, 3..32
   * @returns how many it gave: most frames that can be held at a time
   * @throws TellersightError V4L2_BUSY, V4L2_BANDWIDTH, V4L2_MISSING, V4L2_FAILED
   */
  start(
    onFrame: (frame: CameraFrame) => void,
    onError: (error: TellersightError) => void,
    stallMs: number,
    buffers: number,
  ): number {
    const callback = (code: string | null, text: string | null, raw?: RawFrame) => {
      if (raw) onFrame(this.#lease(raw));
      else onError(new TellersightError(code as Code, text ?? ''));
    };
    return translated(() => this.#raw.start(callback, stallMs, buffers));
  }

  /** Ends the stream and closes the device; returns when both are done. No callback comes afterwards. Idempotent. */
  stop(): void {
    this.#raw.stop();
  }

  #lease(raw: RawFrame): CameraFrame {
    const { token, ...facts } = raw;
    return {
      ...facts,
      dmabuf: () => translated(() => this.#raw.exportFrame(token)),
      release: () => this.#raw.release(token, raw.data.buffer),
    };
  }
}

function translated<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw coded(error);
  }
}

/**
 * Opens a V4L2 device node. `from` is the addon's camera part; tests hand in their double.
 * @throws TellersightError V4L2_MISSING, V4L2_BUSY, V4L2_DENIED, V4L2_NOT_CAMERA
 */
export function openCamera(path: string, from: CameraBinding = loadAddon() as CameraBinding): V4l2Camera {
  return translated(() => new V4l2Camera(new from.Camera(path)));
}
