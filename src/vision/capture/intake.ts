import type { CameraIdentity } from '../observation.ts';
import { FramePool } from './framePool.ts';
import type { FramePair } from './frameSource.ts';
import { LeasedFrame } from './leasedFrame.ts';
import { FramePairer } from './pairing.ts';
import type { CameraInfo, RecordedFrame, RecordingHeader } from './recordingFormat.ts';
import type { RecordingSink } from './recordingParser.ts';

/** Buffers of one source: both pairing queues, a few finished pairs, one pair being measured, and decoded MJPG. */
const POOL_BUFFERS = 32;

export function cameraIdentity(channel: 'rgb' | 'ir', camera: CameraInfo): CameraIdentity {
  const { driver, card, busInfo, vendorId, productId, serial, width, height, format } = camera;
  return { channel, driver, card, busInfo, vendorId, productId, serial, width, height, format };
}

export interface IntakeCounters {
  rgb: number;
  ir: number;
  pairs: number;
  lost: number;
}

/** Between the container parser and a frame source: leases memory, counts, pairs. `onPair` takes ownership. */
export class Intake implements RecordingSink {
  readonly #maxSkewUs: number;
  readonly #onPair: (pair: FramePair) => void;
  readonly #pool = new FramePool(POOL_BUFFERS);
  readonly #taken: IntakeCounters = { rgb: 0, ir: 0, pairs: 0, lost: 0 };
  #header: RecordingHeader | null = null;
  #pairer: FramePairer | null = null;

  constructor(maxSkewUs: number, onPair: (pair: FramePair) => void) {
    this.#maxSkewUs = maxSkewUs;
    this.#onPair = onPair;
  }

  /** Null until the header arrived. */
  get recording(): RecordingHeader | null {
    return this.#header;
  }

  get cameras(): CameraIdentity[] {
    if (!this.#header) return [];
    const { rgb, ir } = this.#header.cameras;
    return [cameraIdentity('rgb', rgb), cameraIdentity('ir', ir)];
  }

  /** `lost` = frames that never came, had no partner, no room, or were overtaken. */
  get counters(): Readonly<IntakeCounters> {
    const { rgb, ir, pairs, lost } = this.#taken;
    return { rgb, ir, pairs, lost: lost + (this.#pairer?.dropped ?? 0) + (this.#pairer?.missed ?? 0) };
  }

  header(header: RecordingHeader): void {
    this.#header = header;
    const { rgb, ir } = header.cameras;
    this.#pairer = new FramePairer({ maxSkewUs: this.#maxSkewUs, fps: { rgb: rgb.fps, ir: ir.fps } });
  }

  allocate(_channel: 'rgb' | 'ir', bytes: number): Uint8Array | null {
    return this.#pool.take(bytes);
  }

  frame(frame: RecordedFrame): void {
    this.#taken[frame.channel]++;
    const camera = (this.#header as RecordingHeader).cameras[frame.channel];
    const pair = this.#pairer?.push(new LeasedFrame(frame, camera, this.#pool));
    if (!pair) return;
    this.#taken.pairs++;
    this.#onPair(pair);
  }

  skipped(channel: 'rgb' | 'ir'): void {
    this.#taken[channel]++;
    this.#taken.lost++;
  }

  abandon(_channel: 'rgb' | 'ir', data: Uint8Array): void {
    this.#pool.give(data);
  }

  /** A finished pair that nobody took in time. */
  overtaken(pair: FramePair): void {
    this.#taken.lost += 2;
    releasePair(pair);
  }

  clear(): void {
    this.#pairer?.clear();
  }
}

export function releasePair(pair: FramePair): void {
  pair.rgb.release();
  pair.ir.release();
}
