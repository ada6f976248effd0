import t from 'tap';
import { assertPinned } from '../../../src/vision/capture/assertPinned.ts';
import type { CameraPin } from '../../../src/vision/capture/cameraOptions.ts';

const camera = {
  driver: 'uvcvideo',
  busInfo: 'usb-0000:00:14.0-2',
  vendorId: '1bcf',
  productId: '2cb4',
  serial: 'AB12',
  usbInterface: '00',
};
const { driver, ...pinned } = camera;
const check = (facts: Partial<Record<keyof typeof camera, string | null>>, pin: CameraPin) => () =>
  assertPinned('rgb camera /dev/rgb', { ...camera, ...facts } as typeof camera, pin);

t.test('R14: the camera of the profile', async (t) => {
  t.doesNotThrow(check({}, { ...pinned, driver }));
  t.doesNotThrow(check({ serial: null }, {}), 'what is not pinned is not compared');
});

t.test('R14: each difference closes the way, and is named', async (t) => {
  const others = {
    driver: 'rkisp1',
    busInfo: 'usb-0000:00:14.0-3',
    vendorId: '0000',
    productId: '0000',
    serial: 'AB13',
    usbInterface: '02',
  };
  for (const [key, value] of Object.entries(others)) {
    const expected = {
      code: 'V4L2_IDENTITY',
      message: new RegExp(`^rgb camera /dev/rgb: ${key} is ${value} instead of`),
    };
    t.throws(check({ [key]: value }, { ...pinned, driver }), expected, key);
  }
  t.throws(check({ serial: null }, pinned), { code: 'V4L2_IDENTITY', message: /serial is not known instead of AB12/ });
  const both = { message: /vendorId is 0000 instead of 1bcf, serial is X instead of AB12/ };
  t.throws(check({ vendorId: '0000', serial: 'X' }, pinned), both);
});

t.test('R14: drivers into which programs write, and unknown ones, only by name', async (t) => {
  for (const driver of ['v4l2 loopback', 'v4l2loopback', 'vivid', 'vimc', 'uvcvideo2', 'UVCVIDEO', '']) {
    t.throws(check({ driver }, {}), { code: 'V4L2_IDENTITY', message: /not known to belong to a sensor/ }, driver);
    t.throws(check({ driver }, { driver }), { code: 'V4L2_IDENTITY' }, 'pinning it is not allowing it');
    t.doesNotThrow(check({ driver }, { allowDrivers: [driver] }), driver);
  }
  t.throws(check({ driver: 'vivid' }, { allowDrivers: ['vimc'] }), { code: 'V4L2_IDENTITY' });
});
