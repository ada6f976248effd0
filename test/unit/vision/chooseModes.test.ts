import t from 'tap';
import { chooseModes } from '../../../src/vision/capture/chooseModes.ts';
import type { CameraOffer } from '../../../src/vision/v4l2Camera.ts';

const offer = (format: string, width: number, height: number, fps = 30): CameraOffer => ({
  format,
  minWidth: width,
  maxWidth: width,
  minHeight: height,
  maxHeight: height,
  fps,
});
const vga = { width: 640, height: 480 };
const qvga = { width: 320, height: 240 };
const text = (modes: ReturnType<typeof chooseModes>) => modes.map((mode) => `${mode.format} ${mode.width}`);

t.test('auto: raw before compressed, grey before colour for IR', async (t) => {
  const offers = [offer('MJPG', 640, 480), offer('YUYV', 640, 480), offer('GREY', 640, 480), offer('H264', 640, 480)];
  const wanted = { formats: 'auto', sizes: [vga], fps: 30 } as const;
  t.same(text(chooseModes('rgb', wanted, offers)), ['YUYV 640', 'MJPG 640']);
  t.same(text(chooseModes('ir', wanted, offers)), ['GREY 640', 'YUYV 640', 'MJPG 640']);
});

t.test('auto: MJPG where raw is too slow in this size', async (t) => {
  const offers = [offer('YUYV', 1280, 720, 10), offer('MJPG', 1280, 720)];
  const wanted = { formats: 'auto', sizes: [{ width: 1280, height: 720 }], fps: 30 } as const;
  t.same(text(chooseModes('rgb', wanted, offers)), ['MJPG 1280']);
});

t.test('the order of the profile wins over ours, and a smaller picture is the last resort', async (t) => {
  const offers = [offer('YUYV', 640, 480), offer('YUYV', 320, 240), offer('MJPG', 640, 480), offer('MJPG', 320, 240)];
  const wanted = { formats: ['MJPG', 'YUYV'], sizes: [vga, qvga], fps: 30 } as const;
  t.same(text(chooseModes('rgb', wanted, offers)), ['MJPG 640', 'YUYV 640', 'MJPG 320', 'YUYV 320']);
});

t.test('nothing the profile does not allow', async (t) => {
  const offers = [offer('YUYV', 640, 480), offer('MJPG', 640, 480), offer('YUYV', 320, 240)];
  t.same(text(chooseModes('rgb', { formats: ['YUYV'], sizes: [vga], fps: 30 }, offers)), ['YUYV 640']);
});

t.test('rates: a tenth below will do, unknown rates are tried', async (t) => {
  const wanted = { formats: ['YUYV'], sizes: [vga, qvga], fps: 30 } as const;
  t.same(text(chooseModes('rgb', wanted, [offer('YUYV', 640, 480, 26), offer('YUYV', 320, 240, 27)])), ['YUYV 320']);
  t.same(text(chooseModes('rgb', wanted, [offer('YUYV', 640, 480, 0)])), ['YUYV 640']);
});

t.test('ranges of sizes, cameras that list nothing, and wishes that nothing fits', async (t) => {
  const wanted = { formats: ['GREY'], sizes: [vga, qvga], fps: 30 } as const;
  const range = { format: 'GREY', minWidth: 400, maxWidth: 1920, minHeight: 240, maxHeight: 1080, fps: 0 };
  t.same(text(chooseModes('ir', wanted, [range])), ['GREY 640']);
  t.same(text(chooseModes('ir', wanted, [])), ['GREY 640', 'GREY 320']);
  t.same(text(chooseModes('ir', wanted, [offer('YUYV', 640, 480)])), ['GREY 640'], 'the driver says what it has');
});
