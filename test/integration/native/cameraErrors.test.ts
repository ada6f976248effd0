import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openCamera } from '../../../src/vision/v4l2Camera.ts';
import { device, mode } from './fakeCamera.ts';

// biome-ignore lint/suspicious/noExplicitAny: wrong types are what this file hands over
const wrong = (value: unknown) => value as any;

// The kernel's own answers; what needs a camera is tested on boards with real device nodes.
t.test('paths that are not cameras', async (t) => {
  const folder = t.testdir({});
  const file = join(folder, 'video0');
  writeFileSync(file, 'not a device');
  t.throws(() => openCamera(join(folder, 'video9')), { code: 'V4L2_MISSING' });
  t.throws(() => openCamera('/dev/null'), { code: 'V4L2_NOT_CAMERA', message: /^\/dev\/null: / });
  t.throws(() => openCamera(file), { code: 'V4L2_NOT_CAMERA' });
  t.throws(() => openCamera(folder), { code: 'V4L2_NOT_CAMERA' });
  t.throws(() => openCamera(''), { code: 'V4L2_MISSING' });
});

t.test('wishes that make no sense', async (t) => {
  const camera = openCamera('/dev/video9', device);
  t.teardown(() => camera.stop());
  for (const part of [
    { format: '' },
    { format: 'YUYV2' },
    { format: 5 },
    { width: 0 },
    { width: 1e9 },
    { height: Number.NaN },
    { fps: 0 },
    { fps: 29.97 },
  ]) {
    t.throws(() => camera.configure(wrong({ ...mode, ...part })), { code: 'NATIVE_ARGUMENT' });
  }
  t.throws(() => openCamera(wrong(undefined)), { code: 'NATIVE_ARGUMENT' });
  t.throws(() => camera.setControl(wrong('gain'), 1), { code: 'NATIVE_ARGUMENT' });
  t.throws(() => camera.setControl(1, 2 ** 40), { code: 'NATIVE_ARGUMENT' });
  t.throws(() => camera.useMetadata(wrong(7)), { code: 'NATIVE_ARGUMENT' });
  const nothing = () => {};
  t.throws(() => camera.start(nothing, nothing, 1000, 4), { code: 'NATIVE_ARGUMENT', message: /no mode/ });
});
