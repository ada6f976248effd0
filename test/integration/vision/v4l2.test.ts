import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { releasePair } from '../../../src/vision/capture/intake.ts';
import { usbIdentity } from '../../../src/vision/capture/usbIdentity.ts';
import { V4l2Source } from '../../../src/vision/capture/v4l2.ts';
import type { CameraBinding } from '../../../src/vision/v4l2Camera.ts';

type Callback = Parameters<InstanceType<CameraBinding['Camera']>['start']>[0];

/** The addon's camera part, driven by the test; opens nothing. */
function double() {
  const cameras = new Map<string, { callback: Callback; released: number[]; stopped: number }>();
  class Camera {
    readonly identity = { driver: 'uvcvideo', card: 'x'.repeat(100), busInfo: 'usb-0000:00:14.0-1' };
    readonly mode;
    readonly damaged = 0;
    readonly #path: string;

    constructor(path: string, format: string, width: number, height: number, fps: number) {
      if (path === '/dev/busy') throw Object.assign(new Error('in use'), { code: 'V4L2_BUSY' });
      this.#path = path;
      this.mode = { format: format as 'YUYV', width, height, stride: format === 'YUYV' ? 2 * width : width, fps };
      cameras.set(path, { callback: () => {}, released: [], stopped: 0 });
    }

    start(callback: Callback): void {
      cameras.get(this.#path)!.callback = callback;
    }

    release(token: number): void {
      cameras.get(this.#path)!.released.push(token);
    }

    stop(): void {
      cameras.get(this.#path)!.stopped++;
    }
  }
  const frame = (path: string, sequence: number, timestampUs: number, monotonic = true) =>
    cameras.get(path)!.callback(null, null, {
      data: new Uint8Array(path === '/dev/rgb' ? 512 : 256),
      sequence,
      timestampUs,
      monotonic,
      exposureStart: true,
      token: sequence,
    });
  return { binding: { Camera } as unknown as CameraBinding, cameras, frame };
}

const mode = (device: string, format: 'YUYV' | 'GREY') => ({ device, format, width: 16, height: 16, fps: 30 });

function open(binding: CameraBinding, irDevice = '/dev/ir') {
  return new V4l2Source({ rgb: mode('/dev/rgb', 'YUYV'), ir: mode(irDevice, 'GREY'), maxSkewUs: 50_000, binding });
}

t.test('frames are paired and given back to their own drivers', async (t) => {
  const { binding, cameras, frame } = double();
  const source = open(binding);
  await source.start();
  t.match(source.cameras[0], { channel: 'rgb', driver: 'uvcvideo', format: 'YUYV', vendorId: null });
  t.equal(source.cameras[0]!.card.length, 64);
  t.equal(source.emitter.coded, false, 'R13: such a rig cannot be coded and says so');
  for (let i = 0; i < 8; i++) {
    frame('/dev/rgb', i, 1000 + i * 33_333);
    frame('/dev/ir', i, 3000 + i * 33_333);
  }
  const pair = await source.next(1000);
  t.equal(pair.rgb.sequence, 7, 'the newest pair; older ones went back');
  t.equal(pair.ir.illuminated, null);
  releasePair(pair);
  for (const path of ['/dev/rgb', '/dev/ir']) t.strictSame(cameras.get(path)!.released, [0, 1, 2, 3, 4, 5, 6, 7]);
  await source.stop();
  await source.stop();
  t.equal(cameras.get('/dev/rgb')!.stopped, 1);
});

t.test('unplugged: the waiting and every later call fail', async (t) => {
  const { binding, cameras } = double();
  const source = open(binding);
  await source.start();
  t.teardown(() => source.stop());
  const waiting = source.next(5000);
  cameras.get('/dev/ir')!.callback('V4L2_UNPLUGGED', 'gone');
  await t.rejects(waiting, { code: 'V4L2_UNPLUGGED' });
  await t.rejects(source.next(5000), { code: 'V4L2_UNPLUGGED' });
});

t.test('R12: frames without monotonic time are refused', async (t) => {
  const { binding, cameras, frame } = double();
  const source = open(binding);
  await source.start();
  t.teardown(() => source.stop());
  frame('/dev/rgb', 1, 1000, false);
  await t.rejects(source.next(1000), { code: 'CAPTURE_SILENT' });
  t.strictSame(cameras.get('/dev/rgb')!.released, [1]);
});

t.test('one camera busy: the other is not left open', async (t) => {
  const { binding, cameras } = double();
  await t.rejects(open(binding, '/dev/busy').start(), { code: 'V4L2_BUSY' });
  t.equal(cameras.get('/dev/rgb')!.stopped, 1);
});

t.test('R14: the USB identity is read from sysfs', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const device = join(root, 'devices/usb1/1-2');
  mkdirSync(join(device, '1-2:1.0'), { recursive: true });
  for (const [name, value] of Object.entries({ idVendor: '1d6b\n', idProduct: '0102\n', serial: 'AB12\n' })) {
    writeFileSync(join(device, name), value);
  }
  mkdirSync(join(root, 'class/video4linux/video0'), { recursive: true });
  symlinkSync(join(device, '1-2:1.0'), join(root, 'class/video4linux/video0/device'));
  writeFileSync(join(root, 'video0'), '');
  t.strictSame(usbIdentity(join(root, 'video0'), root), { vendorId: '1d6b', productId: '0102', serial: 'AB12' });
  t.strictSame(usbIdentity('/dev/no-such-node', root), { vendorId: null, productId: null, serial: null });
});
