import t from 'tap';
import { contentSample } from '../../../src/vision/capture/contentSample.ts';
import type { PixelFormat } from '../../../src/vision/native.ts';
import type { CameraMode } from '../../../src/vision/v4l2Camera.ts';
import { numbers } from '../native/pictures.ts';

const mode = (format: PixelFormat, stride: number, range: 'limited' | 'full' = 'limited'): CameraMode => ({
  format,
  width: 64,
  height: 48,
  stride,
  fps: 30,
  matrix: 'bt601',
  range,
});

/** Fills the first raster by pixel; what is not luma gets 128, what lies behind the rows 255. */
function picture(stride: number, offset: number, pitch: number, luma: (x: number, y: number) => number): Uint8Array {
  const data = new Uint8Array(stride * 72).fill(255);
  for (let y = 0; y < 48; y++) {
    data.fill(128, y * stride, y * stride + 64 * pitch);
    for (let x = 0; x < 64; x++) data[y * stride + x * pitch + offset] = luma(x, y);
  }
  return data;
}

t.test('darkest and brightest are luma above black, without padding and chroma', async (t) => {
  const ramp = (x: number) => 16 + x;
  t.match(contentSample(picture(160, 0, 2, ramp), mode('YUYV', 160)), { darkest: 0, brightest: 63 });
  t.match(contentSample(picture(160, 1, 2, ramp), mode('UYVY', 160)), { darkest: 0, brightest: 63 });
  t.match(contentSample(picture(160, 0, 2, ramp), mode('YUYV', 160, 'full')), { darkest: 16, brightest: 79 });
  for (const format of ['NV12', 'NV21', 'YU12'] as const) {
    t.match(contentSample(picture(96, 0, 1, ramp), mode(format, 96)), { darkest: 0, brightest: 63 }, format);
  }
  t.match(contentSample(picture(96, 0, 1, ramp), mode('GREY', 96)), { darkest: 16, brightest: 79 }, 'GREY begins at 0');
  t.match(contentSample(picture(160, 0, 2, ramp), mode('Y8I', 160)), { darkest: 16, brightest: 79 });
});

t.test('samples of two bytes are brought to 0..255', async (t) => {
  for (const [format, bits] of [
    ['Y10', 10],
    ['Y12', 12],
    ['Y16', 16],
  ] as const) {
    const data = new Uint8Array(128 * 48);
    const words = new Uint16Array(data.buffer).fill(40 << (bits - 8));
    words[64 * 24] = 200 << (bits - 8);
    t.match(contentSample(data, mode(format, 128)), { darkest: 40, brightest: 200 }, format);
  }
});

t.test('one level more in one sampled pixel is another hash; equal pictures are equal', async (t) => {
  const random = numbers(5);
  const data = picture(160, 0, 2, () => 16 + Math.floor(random() * 200));
  const before = contentSample(data, mode('YUYV', 160));
  t.same(contentSample(data.slice(), mode('YUYV', 160)), before);
  // 48 rows, 32 of which are looked at: any two neighbours.
  for (let row = 0; row < 46; row += 2) {
    const other = data.slice();
    other[row * 160 + 20]! ^= 1;
    other[(row + 1) * 160 + 20]! ^= 1;
    t.not(contentSample(other, mode('YUYV', 160)).hash, before.hash, `row ${row}`);
  }
});

t.test('compressed pictures have no brightness, and a hash of length and bytes', async (t) => {
  const data = new Uint8Array(3000).fill(7);
  const before = contentSample(data, mode('MJPG', 0));
  t.match(before, { darkest: null, brightest: null });
  t.same(contentSample(data.slice(), mode('MJPG', 0)), before);
  t.not(contentSample(data.slice(1), mode('MJPG', 0)).hash, before.hash);
  data[1234] = 8;
  t.not(contentSample(data, mode('MJPG', 0)).hash, before.hash);
});
