import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { openCamera } from '../../../src/vision/v4l2Camera.ts';
import { device, frames, mode, openFake } from './fakeCamera.ts';

t.test('frames are leased in place, zeroed on release, and closed to late readers', async (t) => {
  const camera = openCamera('/dev/video9', device);
  const who = { driver: 'fake', card: 'Fake camera', busInfo: 'usb-0000:00:14.0-1', major: 81, minor: 9 };
  t.same(camera.identity, who);
  t.same(camera.configure(mode), { ...mode, stride: 128, matrix: 'bt601', range: 'limited' });
  const next = frames(camera, 5000);
  device.push(41, 0xab);
  const frame = await next();
  t.equal(frame.sequence, 41);
  t.equal(frame.timestampUs, 1000000 + 33333 * 41);
  t.match(frame, { clock: 'monotonic', exposureStart: true });
  t.equal(frame.illuminated, null, 'nobody says');
  t.ok(frame.arrivedUs > 0);
  t.equal(frame.data.length, 64 * 48 * 2);
  t.ok(frame.data.every((byte) => byte === 0xab));
  t.equal(device.state().queued, 3);
  const held = frame.data;
  frame.release();
  t.same(device.state(), { queued: 4, closed: 0, mapped: 4, zero: [true, true, true, true] });
  t.equal(held.length, 0, 'the view no longer reaches the buffer');
  frame.release();
  t.equal(device.state().queued, 4, 'a second release does nothing');

  for (let sequence = 42; sequence < 142; sequence++) {
    device.push(sequence, sequence & 255);
    const one = await next();
    if (one.sequence !== sequence || one.data[0] !== (sequence & 255)) t.fail(`frame ${sequence} came out wrong`);
    one.release();
  }
  t.equal(device.state().queued, 4, 'a hundred frames through four buffers');

  device.push(142, 7);
  device.push(143, 8);
  const late = await next();
  camera.stop();
  camera.stop();
  t.equal(device.state().closed, 1);
  t.equal(late.data[0], 7, 'a leased frame stays readable after stop');
  late.release();
  t.same(device.state().zero, [true, true, true, true], 'and nothing of any frame is left');
  t.throws(() => frames(camera, 1000), { code: 'NATIVE_ARGUMENT' }, 'a stopped camera does not start again');
});

t.test('no callback after stop, even with frames on their way', async (t) => {
  const camera = openFake();
  let calls = 0;
  const count = () => calls++;
  device.push(1, 1);
  device.push(2, 2);
  camera.start(count, count, 5000, 4);
  camera.stop();
  await sleep(50);
  t.equal(calls, 0);
});

t.test('offers, controls and the metadata of the light', async (t) => {
  const camera = openCamera('/dev/video9', device);
  t.match(camera.offers()[0], { format: 'YUYV', minWidth: 64, maxWidth: 64, minHeight: 48, maxHeight: 48, fps: 0 });
  t.throws(() => camera.configure({ ...mode, width: 640 }), { code: 'V4L2_FORMAT', message: /it offers: YUYV 64x48/ });
  t.throws(() => camera.start(t.fail, t.fail, 1000, 4), { code: 'NATIVE_ARGUMENT' }, 'a refused mode is none');
  camera.configure(mode);
  const gain = camera.controls().find(({ name }) => name === 'Gain');
  t.match(gain, { minimum: 0, maximum: 100, step: 1 });
  t.equal(camera.setControl(gain!.id, 40), 40);
  t.throws(() => camera.setControl(gain!.id, 101), { code: 'V4L2_CONTROL' });
  t.throws(() => camera.useMetadata('/dev/video9'), { code: 'V4L2_NOT_CAMERA' });
  camera.useMetadata('/dev/video10');
  const next = frames(camera, 5000);
  for (const [sequence, lit] of [true, false, undefined].entries()) {
    device.push(sequence, 1, lit);
    const frame = await next();
    t.equal(frame.illuminated, lit ?? null);
    frame.release();
    t.throws(() => frame.dmabuf(), { code: 'V4L2_FAILED' }, 'not after it was given back');
  }
  camera.stop();
  t.same(camera.offers(), []);
  t.same(camera.controls(), []);
});

t.test('a bus that cannot carry the picture', async (t) => {
  device.bandwidth(1000);
  t.teardown(() => device.bandwidth(0));
  const camera = openFake();
  t.throws(() => frames(camera, 1000), { code: 'V4L2_BANDWIDTH' });
  camera.stop();
});

t.test('silence is reported once, with its code', async (t) => {
  const camera = openFake();
  const next = frames(camera, 30);
  await t.rejects(next(), { code: 'V4L2_STALLED', message: 'no frame came for 30 ms' });
  camera.stop();
  t.throws(() => openFake().start(t.fail, t.fail, 1000, 2), { code: 'NATIVE_ARGUMENT', message: /3\.\.32/ });
  t.throws(
    () =>
      camera.start(
        () => {},
        () => {},
        0,
        4,
      ),
    { code: 'NATIVE_ARGUMENT' },
  );
});

t.test('a pulled cable', async (t) => {
  const camera = openFake();
  const next = frames(camera, 5000);
  device.unplug();
  await t.rejects(next(), { code: 'V4L2_UNPLUGGED' });
  camera.stop();
});
