import t from 'tap';
import { configSchema } from '../../../src/config/schema.ts';
import { cameraOptions } from '../../../src/vision/capture/cameraOptions.ts';

const section = (rgb: object) => configSchema.shape.vision.parse({ rgb }).rgb;
const refused = (rgb: object) => () => configSchema.shape.vision.parse({ rgb });

t.test('one format, several, or auto; the wanted size comes first', async (t) => {
  const one = cameraOptions(section({ format: 'NV12' }), '/dev/rgb');
  t.match(one, { device: '/dev/rgb', formats: ['NV12'], sizes: [{ width: 640, height: 480 }], fps: 30 });
  const several = section({
    format: ['YUYV', 'MJPG'],
    width: 1280,
    height: 720,
    fallback_sizes: ['640x480', '320x240'],
  });
  t.match(cameraOptions(several, '/dev/rgb'), {
    formats: ['YUYV', 'MJPG'],
    sizes: [
      { width: 1280, height: 720 },
      { width: 640, height: 480 },
      { width: 320, height: 240 },
    ],
  });
  t.equal(cameraOptions(section({ format: 'auto' }), '/dev/rgb').formats, 'auto');
});

t.test('every setting and every pin arrives', async (t) => {
  const { settings, pin } = cameraOptions(
    section({
      format: 'YUYV',
      exposure: 80,
      gain: 'auto',
      white_balance: 4600,
      power_line: '50hz',
      controls: { backlight_compensation: 1 },
      bus_info: 'usb-0000:00:14.0-2',
      vendor_id: '1bcf',
      product_id: '2cb4',
      serial: 'SN1',
      usb_interface: '02',
      driver: 'uvcvideo',
      allow_drivers: ['vivid'],
    }),
    '/dev/rgb',
  );
  const controls = { backlight_compensation: 1 };
  t.strictSame(settings, { exposure: 80, gain: 'auto', whiteBalance: 4600, powerLine: '50hz', controls });
  t.strictSame(pin, {
    busInfo: 'usb-0000:00:14.0-2',
    vendorId: '1bcf',
    productId: '2cb4',
    serial: 'SN1',
    usbInterface: '02',
    driver: 'uvcvideo',
    allowDrivers: ['vivid'],
  });
});

t.test('values that make no sense', async (t) => {
  const yuyv = { format: 'YUYV' };
  for (const wrong of [
    { format: 'H264' },
    { format: [] },
    { ...yuyv, fallback_sizes: ['640*480'] },
    { ...yuyv, fallback_sizes: ['6400000x480'] },
    { ...yuyv, exposure: 0 },
    { ...yuyv, exposure: 'fixed' },
    { ...yuyv, controls: { 'Backlight Compensation': 1 } },
    { ...yuyv, vendor_id: '1BCF' },
    { ...yuyv, usb_interface: '2' },
  ]) {
    t.throws(refused(wrong), JSON.stringify(wrong));
  }
});
