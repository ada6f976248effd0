import type { CameraOptions } from '../../../../src/vision/capture/cameraOptions.ts';
import type { CameraBinding, CameraOffer } from '../../../../src/vision/v4l2Camera.ts';

type RawCamera = InstanceType<CameraBinding['Camera']>;
type Callback = Parameters<RawCamera['start']>[0];
type RawFrame = NonNullable<Parameters<Callback>[2]>;

/** One simulated device: what it is, what it can, and what was done to it. */
export class Device {
  driver = 'uvcvideo';
  minor = 0;
  offers: CameraOffer[] = [];
  /** Formats in which starting fails with V4L2_BANDWIDTH. */
  noBandwidthFor: string[] = [];
  readonly log: string[] = [];
  readonly released: number[] = [];
  /** Most frame buffers the driver gives. */
  mostBuffers = 32;
  /** Opened and not stopped. */
  open = 0;
  running = 0;
  #callback: Callback | null = null;
  #token = 0;

  start(callback: Callback): void {
    this.#callback = callback;
    this.running++;
  }

  /** Hands over a frame that arrives as it is stamped, with a picture of its own. */
  frame(sequence: number, change: Partial<RawFrame> = {}): void {
    const timestampUs = change.timestampUs ?? 1_000_000 + sequence * 33_333;
    const data = new Uint8Array(512).fill(40 + (sequence % 100));
    const facts = {
      data,
      sequence,
      timestampUs,
      clock: 'monotonic' as const,
      exposureStart: true,
      arrivedUs: timestampUs,
    };
    this.#callback?.(null, null, { ...facts, illuminated: null, token: this.#token++, ...change });
  }

  fail(code: string): void {
    this.#callback?.(code, 'as the test wants it');
  }
}

/** The addon's camera part over simulated devices, by their paths; opens nothing. */
export function cameraDouble(devices: Readonly<Record<string, Device>>): CameraBinding {
  class Camera implements RawCamera {
    readonly damaged = 0;
    readonly #device: Device;
    #format = '';
    #open = true;

    constructor(path: string) {
      const device = devices[path];
      if (!device) throw Object.assign(new Error(`${path}: in use`), { code: 'V4L2_BUSY' });
      this.#device = device;
      device.open++;
    }

    get identity() {
      const { driver, minor } = this.#device;
      return { driver, card: 'x'.repeat(100), busInfo: 'usb-0000:00:14.0-1', major: 81, minor };
    }

    offers() {
      return this.#device.offers;
    }

    configure(format: string, width: number, height: number, fps: number) {
      this.#format = format;
      this.#device.log.push(`configure ${format} ${width}x${height}`);
      const stride = format === 'YUYV' ? 2 * width : width;
      const mode = { format: format as 'YUYV', width, height, stride, fps };
      return { ...mode, matrix: 'bt601', range: 'limited' } as const;
    }

    controls() {
      return [{ id: 0x00980913, name: 'Gain', minimum: 0, maximum: 10, step: 1 }];
    }

    setControl(id: number, value: number) {
      this.#device.log.push(`control ${id} = ${value}`);
      return value;
    }

    useMetadata(path: string) {
      this.#device.log.push(`metadata ${path}`);
    }

    start(callback: Callback, _stallMs: number, buffers: number) {
      this.#device.log.push('start');
      if (this.#device.noBandwidthFor.includes(this.#format)) {
        throw Object.assign(new Error('starting the stream: No space left on device'), { code: 'V4L2_BANDWIDTH' });
      }
      this.#device.start(callback);
      return Math.min(buffers, this.#device.mostBuffers);
    }

    release(token: number) {
      this.#device.released.push(token);
    }

    exportFrame() {
      return -1;
    }

    stop() {
      if (!this.#open) return;
      this.#open = false;
      this.#device.open--;
    }
  }
  return { Camera };
}

export const offer = (format: string, width: number, height: number): CameraOffer => ({
  format,
  minWidth: width,
  maxWidth: width,
  minHeight: height,
  maxHeight: height,
  fps: 30,
});

export const options = (
  device: string,
  format: 'YUYV' | 'GREY',
  change: Partial<CameraOptions> = {},
): CameraOptions => ({
  device,
  formats: [format],
  sizes: [{ width: 16, height: 16 }],
  fps: 30,
  ...change,
});
