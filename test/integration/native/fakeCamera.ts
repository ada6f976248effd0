import { createRequire } from 'node:module';
import {
  type CameraBinding,
  type CameraFrame,
  openCamera,
  type V4l2Camera,
  type WantedMode,
} from '../../../src/vision/v4l2Camera.ts';

interface FakeDevice extends CameraBinding {
  /** `lit`: what the camera's metadata node says about this frame, where one is used. */
  push(sequence: number, fill: number, lit?: boolean): void;
  /** Largest picture, in bytes, that the bus carries; 0 for any. */
  bandwidth(bytes: number): void;
  unplug(): void;
  state(): { queued: number; closed: number; mapped: number; zero: boolean[] };
}

/** The camera binding over a simulated V4L2 device (native/test/fake_camera_addon.cc); one device per process. */
export const device = createRequire(import.meta.url)('../../../native/build/fake_camera.node') as FakeDevice;

export const mode: WantedMode = { format: 'YUYV', width: 64, height: 48, fps: 30 };

export function openFake(): V4l2Camera {
  const camera = openCamera('/dev/video9', device);
  camera.configure(mode);
  return camera;
}

/** Starts `camera` and hands out its frames (or its error) one by one. */
export function frames(camera: V4l2Camera, stallMs: number): () => Promise<CameraFrame> {
  const ready: (CameraFrame | Error)[] = [];
  const waiting: ((next: CameraFrame | Error) => void)[] = [];
  const give = (next: CameraFrame | Error) => {
    const waiter = waiting.shift();
    if (waiter) waiter(next);
    else ready.push(next);
  };
  camera.start(give, give, stallMs, 4);
  return async () => {
    const next = ready.shift() ?? (await new Promise<CameraFrame | Error>((resolve) => waiting.push(resolve)));
    if (next instanceof Error) throw next;
    return next;
  };
}
