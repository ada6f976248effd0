import t from 'tap';
import { decodeJpeg } from '../../../src/vision/native.ts';

/** 16 x 8 pixels, left half (200, 40, 30), right half (20, 180, 90), quality 90, no chroma subsampling. */
const halves = Buffer.from(
  [
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8X',
    'GBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAAR',
    'CAAIABADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG',
    'E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWG',
    'h4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEB',
    'AQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYk',
    'NOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0',
    'tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDxKvyo/tg9dr6U/wAZD//Z',
  ].join(''),
  'base64',
);

t.test('decodes to RGB3 with the colours that were put in', async (t) => {
  const picture = decodeJpeg(halves);
  t.match(picture, { format: 'RGB3', width: 16, height: 8, stride: 48 });
  const near = (x: number, y: number, rgb: number[]) =>
    rgb.every((level, c) => Math.abs(picture.data[48 * y + 3 * x + c]! - level) <= 3);
  t.ok(near(2, 3, [200, 40, 30]));
  t.ok(near(13, 6, [20, 180, 90]));
});

t.test('the luma alone is GREY', async (t) => {
  const picture = decodeJpeg(halves, true);
  t.match(picture, { format: 'GREY', width: 16, height: 8, stride: 16 });
  // ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B
  t.ok(Math.abs(picture.data[16 * 3 + 2]! - 86.7) <= 3);
  t.ok(Math.abs(picture.data[16 * 6 + 13]! - 121.9) <= 3);
});

t.test('memory that is given is used, and made where none is left', async (t) => {
  const own = new Uint8Array(3 * 16 * 8);
  t.equal(decodeJpeg(halves, false, (bytes) => (bytes === own.length ? own : null)).data, own);
  t.equal(decodeJpeg(halves, false, () => null).data.length, own.length);
});

t.test('a frame cut short is refused', async (t) => {
  t.throws(() => decodeJpeg(halves.subarray(0, halves.length - 8)), { code: 'NATIVE_JPEG' });
});
