import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openCamera, type WantedCamera } from '../../../src/vision/v4l2Camera.ts';

const wanted: WantedCamera = { format: 'YUYV', width: 640, height: 480, fps: 30 };
// biome-ignore lint/suspicious/noExplicitAny: wrong types are what this file hands over
const wrong = (value: unknown) => value as any;

// The kernel's own answers; what needs a camera is tested on boards with real device nodes.
t.test('paths that are not cameras', async (t) => {
  const folder = t.testdir({});
  const file = join(folder, 'video0');
  writeFileSync(file, 'not a device');
  t.throws(() => openCamera(join(folder, 'video9'), wanted), { code: 'V4L2_MISSING' });
  t.throws(() => openCamera('/dev/null', wanted), { code: 'V4L2_NOT_CAMERA', message: /^\/dev\/null: / });
  t.throws(() => openCamera(file, wanted), { code: 'V4L2_NOT_CAMERA' });
  t.throws(() => openCamera(folder, wanted), { code: 'V4L2_NOT_CAMERA' });
  t.throws(() => openCamera('', wanted), { code: 'V4L2_MISSING' });
});

t.test('wishes that make no sense', async (t) => {
  for (const part of [
    { format: 'YUY' },
    { format: 5 },
    { width: 0 },
    { width: 1e9 },
    { height: Number.NaN },
    { fps: 0 },
    { fps: 29.97 },
  ]) {
    t.throws(() => openCamera('/dev/null', wrong({ ...wanted, ...part })), { code: 'NATIVE_ARGUMENT' });
  }
  t.throws(() => openCamera(wrong(undefined), wanted), { code: 'NATIVE_ARGUMENT' });
});
