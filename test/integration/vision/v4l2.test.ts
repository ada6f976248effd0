import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { TellersightError } from '../../../src/lib/errors.ts';
import type { CameraOptions } from '../../../src/vision/capture/cameraOptions.ts';
import { releasePair } from '../../../src/vision/capture/intake.ts';
import { V4l2Source } from '../../../src/vision/capture/v4l2.ts';
import { noEmitter } from '../../../src/vision/emitter/noEmitter.ts';
import { cameraDouble, Device, offer, options } from './support/cameraDouble.ts';

interface Rig {
  readonly rgb: Device;
  readonly ir: Device;
  readonly source: V4l2Source;
  readonly told: string[];
  /** Stands in for /sys. */
  readonly sysfs: string;
}

function rig(t: Test, change: { rgb?: Partial<CameraOptions>; ir?: Partial<CameraOptions> } = {}): Rig {
  const sysfs = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  mkdirSync(join(sysfs, 'class/video4linux'), { recursive: true });
  const [rgb, ir, told] = [new Device(), new Device(), [] as string[]];
  const source = new V4l2Source({
    rgb: options('/dev/rgb', 'YUYV', change.rgb),
    ir: options('/dev/ir', 'GREY', change.ir),
    maxSkewUs: 50_000,
    notify: (code, message) => told.push(`${code} ${message}`),
    binding: cameraDouble({ '/dev/rgb': rgb, '/dev/ir': ir }),
    sysfs,
  });
  t.teardown(async () => {
    await source.stop();
    rmSync(sysfs, { recursive: true, force: true });
  });
  return { rgb, ir, source, told, sysfs };
}

t.test('frames are paired and given back to their own drivers', async (t) => {
  const { rgb, ir, source } = rig(t);
  await source.start();
  t.match(source.cameras[0], { channel: 'rgb', driver: 'uvcvideo', format: 'YUYV', vendorId: null });
  t.equal(source.cameras[0]!.card.length, 64);
  t.equal(source.emitter.coded, false, 'R13: such a rig cannot be coded and says so');
  for (let i = 0; i < 8; i++) {
    rgb.frame(i);
    ir.frame(i, { timestampUs: 1_002_000 + i * 33_333, arrivedUs: 1_002_000 + i * 33_333 });
  }
  const pair = await source.next(1000);
  t.equal(pair.rgb.sequence, 7, 'the newest pair; older ones went back');
  t.equal(pair.ir.illuminated, null);
  t.match(pair.rgb.picture, { format: 'YUYV', range: 'limited', matrix: 'bt601', stride: 32 });
  releasePair(pair);
  for (const { released } of [rgb, ir]) t.strictSame(released, [0, 1, 2, 3, 4, 5, 6, 7]);
  await source.stop();
  await source.stop();
  t.equal(rgb.open + ir.open, 0);
});

t.test('every fault of a camera ends the capture at once, and every later call', async (t) => {
  const still = { data: new Uint8Array(512).fill(90) };
  const faults: Record<string, (rig: Rig) => void> = {
    V4L2_UNPLUGGED: ({ ir }) => ir.fail('V4L2_UNPLUGGED'),
    V4L2_STALLED: ({ rgb }) => rgb.fail('V4L2_STALLED'),
    V4L2_DAMAGED: ({ rgb }) => rgb.fail('V4L2_DAMAGED'),
    V4L2_FROZEN: ({ ir }) => {
      for (let i = 0; i < 31; i++) ir.frame(i, still);
    },
    V4L2_BLACK: ({ rgb }) => {
      rgb.frame(0);
      for (let i = 1; i < 31; i++) rgb.frame(i, { data: still.data.map((_, k) => (k % 2 === 0 ? 16 + (i % 3) : 128)) });
    },
    V4L2_CLOCK: ({ rgb }) => {
      rgb.frame(0);
      rgb.frame(1, { timestampUs: 999_999 });
    },
    CAPTURE_SILENT: ({ rgb }) => rgb.frame(0, { clock: 'other' }),
  };
  for (const [code, provoke] of Object.entries(faults)) {
    const one = rig(t);
    await one.source.start();
    const waiting = one.source.next(5000);
    provoke(one);
    await t.rejects(waiting, { code }, code);
    await t.rejects(one.source.next(5000), { code }, 'and stays so');
    one.rgb.frame(100);
    one.ir.frame(100);
    await t.rejects(one.source.next(5000), { code }, 'frames that come afterwards heal nothing');
    await one.source.stop();
    for (const { released, open } of [one.rgb, one.ir]) {
      t.equal(open, 0);
      t.strictSame(released, [...released.keys()], 'every frame went back, once');
    }
  }
});

t.test('a fault drops the pair that waits: it was taken while something was wrong', async (t) => {
  const { rgb, ir, source } = rig(t);
  await source.start();
  rgb.frame(0);
  ir.frame(0);
  ir.fail('V4L2_UNPLUGGED');
  await t.rejects(source.next(1000), { code: 'V4L2_UNPLUGGED' });
  t.strictSame([rgb.released, ir.released], [[0], [0]]);
});

t.test('R14: a video device that appears or goes away during a session', async (t) => {
  for (const change of ['appeared', 'went away'] as const) {
    const { source, sysfs } = rig(t);
    const node = join(sysfs, 'class/video4linux/video7');
    if (change === 'went away') mkdirSync(node);
    await source.start();
    const waiting = source.next(5000);
    if (change === 'appeared') mkdirSync(node);
    else rmSync(node, { recursive: true });
    await t.rejects(waiting, { code: 'V4L2_HOTPLUG', message: new RegExp(`video7.*${change}`) });
  }
});

t.test('R14: another camera than the pinned one is not even set', async (t) => {
  const { rgb, ir, source } = rig(t, { ir: { pin: { busInfo: 'usb-0000:00:14.0-2' } } });
  await t.rejects(source.start(), { code: 'V4L2_IDENTITY', message: /^ir camera \/dev\/ir: busInfo is/ });
  t.strictSame([rgb.open, ir.open, ir.log], [0, 0, []]);
});

t.test('R14: a loopback device', async (t) => {
  const { rgb, source } = rig(t);
  rgb.driver = 'v4l2 loopback';
  await t.rejects(source.start(), { code: 'V4L2_IDENTITY' });
  const allowed = rig(t, { rgb: { pin: { allowDrivers: ['v4l2 loopback'] } } });
  allowed.rgb.driver = 'v4l2 loopback';
  await allowed.source.start();
});

t.test('R12: a clock that is not said to be monotonic, of the allowed loopback alone', async (t) => {
  const take = async (driver: string, allowDrivers: string[], clock: 'unsaid' | 'other') => {
    const { rgb, ir, source } = rig(t, { rgb: { pin: { allowDrivers } } });
    rgb.driver = driver;
    await source.start();
    rgb.frame(0, { clock });
    ir.frame(0);
    return source.next(1000);
  };
  releasePair(await take('v4l2 loopback', ['v4l2 loopback'], 'unsaid'));
  await t.rejects(take('v4l2 loopback', ['v4l2 loopback'], 'other'), { code: 'CAPTURE_SILENT' }, 'chosen by a program');
  await t.rejects(take('uvcvideo', [], 'unsaid'), { code: 'CAPTURE_SILENT' }, 'a sensor says so');
  await t.rejects(
    take('vivid', ['vivid'], 'unsaid'),
    { code: 'CAPTURE_SILENT' },
    'allowed, but not known to be silent',
  );
});

t.test('no USB bandwidth: the next mode of the profile, and it is told', async (t) => {
  const sizes = [
    { width: 640, height: 480 },
    { width: 320, height: 240 },
  ];
  const { ir, source, told } = rig(t, { ir: { formats: ['YUYV', 'GREY'], sizes, settings: { gain: 3 } } });
  ir.offers = [offer('YUYV', 640, 480), offer('GREY', 320, 240)];
  ir.noBandwidthFor = ['YUYV'];
  await source.start();
  const gain = `control ${0x00980913} = 3`;
  t.strictSame(ir.log, ['configure YUYV 640x480', gain, 'start', 'configure GREY 320x240', gain, 'start']);
  t.match(source.cameras[1], { format: 'GREY', width: 320, height: 240 });
  const text = 'no USB bandwidth for YUYV 640x480 at 30 fps; it runs in GREY 320x240 at 30 fps';
  t.strictSame(told, [`V4L2_FALLBACK ir camera: ${text}`]);
});

t.test('no USB bandwidth for any mode of the profile', async (t) => {
  const { rgb, ir, source, told } = rig(t, { ir: { formats: ['GREY'] } });
  ir.offers = [offer('GREY', 16, 16), offer('MJPG', 16, 16)];
  ir.noBandwidthFor = ['GREY'];
  await t.rejects(source.start(), { code: 'V4L2_BANDWIDTH' });
  t.strictSame([rgb.open, ir.open, told], [0, 0, []]);
  t.notOk(ir.log.includes('configure MJPG 16x16'), 'what the profile does not name is never used');
});

t.test('one camera busy: the other is not left open', async (t) => {
  const { rgb, source } = rig(t, { ir: { device: '/dev/busy' } });
  await t.rejects(source.start(), { code: 'V4L2_BUSY' });
  t.equal(rgb.open, 0);
});

t.test("the light of an IR frame: the camera's metadata", async (t) => {
  const { rgb, ir, source } = rig(t);
  await source.start();
  for (const [sequence, lit] of [true, false].entries()) {
    rgb.frame(sequence, { illuminated: lit });
    ir.frame(sequence, { illuminated: lit });
    const pair = await source.next(1000);
    t.equal(pair.ir.illuminated, lit);
    t.equal(pair.rgb.illuminated, null, 'an RGB frame has no such thing');
    releasePair(pair);
  }
});

t.test('the light of an IR frame: our own switch', async (t) => {
  const [rgb, ir] = [new Device(), new Device()];
  const stateAt = (startUs: number) => startUs >= 1_033_333;
  const source = new V4l2Source({
    rgb: options('/dev/rgb', 'YUYV'),
    ir: options('/dev/ir', 'GREY'),
    maxSkewUs: 50_000,
    emitter: Object.assign(noEmitter('test'), { stateAt }),
    binding: cameraDouble({ '/dev/rgb': rgb, '/dev/ir': ir }),
  });
  t.teardown(() => source.stop());
  await source.start();
  for (const lit of [false, true]) {
    rgb.frame(Number(lit));
    ir.frame(Number(lit));
    const pair = await source.next(1000);
    t.equal(pair.ir.illuminated, lit);
    releasePair(pair);
  }
});

t.test('our light lives with the source: on before the cameras, off after them, and its fault is told', async (t) => {
  const light = (fail: string | null) => {
    const calls: string[] = [];
    const step = async (name: string) => {
      calls.push(name);
      if (fail === name) throw new TellersightError('LIGHT_MISSING', name);
    };
    const emitter = { ...noEmitter('gpio'), coded: true, start: () => step('start'), stop: () => step('stop') };
    const [rgb, ir] = [new Device(), new Device()];
    const source = new V4l2Source({
      rgb: options('/dev/rgb', 'YUYV'),
      ir: options('/dev/ir', 'GREY'),
      maxSkewUs: 50_000,
      emitter,
      binding: cameraDouble({ '/dev/rgb': rgb, '/dev/ir': ir }),
    });
    return { source, calls };
  };
  const sound = light(null);
  await sound.source.start();
  t.match(sound.source.emitter, { kind: 'gpio', coded: true });
  await sound.source.stop();
  t.strictSame(sound.calls, ['start', 'stop']);
  const absent = light('start');
  await t.rejects(absent.source.start(), { code: 'LIGHT_MISSING' });
  t.strictSame(absent.source.cameras, [], 'no camera was opened for it');
  const stuck = light('stop');
  await stuck.source.start();
  await t.rejects(stuck.source.stop(), { code: 'LIGHT_MISSING' });
});
