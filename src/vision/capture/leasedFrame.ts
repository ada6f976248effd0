import { decodeJpeg, type Picture, type PictureFormat } from '../native.ts';
import type { FramePool } from './framePool.ts';
import type { Frame } from './frameSource.ts';
import type { CameraInfo, RecordedFrame } from './recordingFormat.ts';

/** A frame whose memory belongs to a pool. MJPG is decoded when the picture is first looked at, never for dropped frames. */
export class LeasedFrame implements Frame {
  readonly channel: 'rgb' | 'ir';
  readonly timestampUs: number;
  readonly sequence: number;
  readonly illuminated: boolean | null;
  readonly #camera: CameraInfo;
  readonly #pool: FramePool;
  #data: Uint8Array | null;
  #decoded: Uint8Array | null = null;
  #picture: Picture | null = null;

  constructor(frame: RecordedFrame, camera: CameraInfo, pool: FramePool) {
    this.channel = frame.channel;
    this.timestampUs = frame.timestampUs;
    this.sequence = frame.sequence;
    this.illuminated = frame.illuminated;
    this.#camera = camera;
    this.#pool = pool;
    this.#data = frame.data;
  }

  /** Throws NATIVE_JPEG for a damaged MJPG frame. Must not be kept beyond release(). */
  get picture(): Picture {
    this.#picture ??= this.#open();
    return this.#picture;
  }

  #open(): Picture {
    const { width, height, stride, format } = this.#camera;
    const data = this.#data;
    if (!data) throw new Error('the frame was released');
    if (format !== 'MJPG') return { format: format as PictureFormat, width, height, stride, data };
    return decodeJpeg(data, this.channel === 'ir', (bytes) => {
      this.#decoded = this.#pool.take(bytes);
      return this.#decoded;
    });
  }

  release(): void {
    const { data } = this.#picture ?? {};
    // A picture decoded outside an empty pool is overwritten all the same.
    if (data && data !== this.#data && data !== this.#decoded) data.fill(0);
    this.#picture = null;
    if (this.#decoded) this.#pool.give(this.#decoded);
    if (this.#data) this.#pool.give(this.#data);
    this.#decoded = null;
    this.#data = null;
  }
}
