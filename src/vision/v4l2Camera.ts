import type { Code } from '../lib/catalog/index.ts';
import { TellersightError } from '../lib/errors.ts';
import type { PixelFormat } from './native.ts';
import { coded, loadAddon } from './native.ts';

/** Which device and which mode; the mode is met exactly or refused. */
export interface WantedCamera {
  format: PixelFormat;
  width: number;
  height: number;
  /** Frames per second, 1..1000. The camera may be up to a tenth slower. */
  fps: number;
}

export interface CameraDescription {
  readonly driver: string;
  readonly card: string;
  readonly busInfo: string;
}

export interface CameraMode {
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
  /** Bytes; 0 for MJPG. */
  readonly stride: number;
  /** What the driver answered; 0 when it has no rate setting. */
  readonly fps: number;
}

/** One frame in the driver's own buffer. Of four buffers, so give it back soon. */
export interface CameraFrame {
  /** Empty after `release`. */
  readonly data: Uint8Array;
  /** The driver's counter; gaps are lost or damaged frames. */
  readonly sequence: number;
  readonly timestampUs: number;
  /** The timestamp is CLOCK_MONOTONIC; otherwise it cannot be paired with another camera's. */
  readonly monotonic: boolean;
  /** Taken at the start of exposure; otherwise at the end of the frame or unknown. */
  readonly exposureStart: boolean;
  /** Overwrites the frame with zeros (R21) and gives it back to the driver. Idempotent. */
  release(): void;
}

interface RawFrame extends Omit<CameraFrame, 'release'> {
  readonly token: number;
}

interface RawCamera {
  readonly identity: CameraDescription;
  readonly mode: CameraMode;
  readonly damaged: number;
  start(callback: (code: string | null, text: string | null, frame?: RawFrame) => void, stallMs: number): void;
  release(token: number, memory: ArrayBufferLike): void;
  stop(): void;
}

/** The camera part of the addon (and of its test double). */
export interface CameraBinding {
  Camera: new (path: string, format: string, width: number, height: number, fps: number) => RawCamera;
}

/**
 * One V4L2 camera: opened and set to its mode by `openCamera`, streaming between `start` and `stop`. After an error the
 * stream is over: stop it and open the camera again.
 */
export class V4l2Camera {
  readonly identity: CameraDescription;
  readonly mode: CameraMode;
  readonly #raw: RawCamera;

  constructor(raw: RawCamera) {
    this.#raw = raw;
    this.identity = raw.identity;
    this.mode = raw.mode;
  }

  /** Frames the driver marked as damaged or delivered short; they are not handed out. */
  get damaged(): number {
    return this.#raw.damaged;
  }

  /**
   * Starts streaming. `onFrame` owns each frame until it calls `release`. `onError` is called at most once:
   * V4L2_STALLED when no frame came for `stallMs` (1..60000), V4L2_UNPLUGGED, V4L2_FAILED.
   * @throws TellersightError V4L2_BUSY, V4L2_BANDWIDTH, V4L2_MISSING, V4L2_FAILED
   */
  start(onFrame: (frame: CameraFrame) => void, onError: (error: TellersightError) => void, stallMs: number): void {
    try {
      this.#raw.start((code, text, raw) => {
        if (raw) onFrame(this.#lease(raw));
        else onError(new TellersightError(code as Code, text ?? ''));
      }, stallMs);
    } catch (error) {
      throw coded(error);
    }
  }

  /** Ends the stream and closes the device; returns when both are done. No callback comes afterwards. Idempotent. */
  stop(): void {
    this.#raw.stop();
  }

  #lease(raw: RawFrame): CameraFrame {
    const { data, sequence, timestampUs, monotonic, exposureStart } = raw;
    const release = () => this.#raw.release(raw.token, data.buffer);
    return { data, sequence, timestampUs, monotonic, exposureStart, release };
  }
}

/**
 * Opens a V4L2 device node and sets its mode. `from` is the addon's camera part; tests hand in their double.
 * @throws TellersightError V4L2_MISSING, V4L2_BUSY, V4L2_DENIED, V4L2_NOT_CAMERA, V4L2_FORMAT (names what is offered)
 */
export function openCamera(
  path: string,
  wanted: WantedCamera,
  from: CameraBinding = loadAddon() as CameraBinding,
): V4l2Camera {
  try {
    return new V4l2Camera(new from.Camera(path, wanted.format, wanted.width, wanted.height, wanted.fps));
  } catch (error) {
    throw coded(error);
  }
}
