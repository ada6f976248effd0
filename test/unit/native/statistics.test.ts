import t from 'tap';
import { diffStats, lumaStats, type Picture } from '../../../src/vision/native.ts';
import { numbers, picture, plainYuyv } from './pictures.ts';

const grey = (width: number, height: number, data: number[]): Picture => ({
  format: 'GREY',
  width,
  height,
  stride: width,
  data: Uint8Array.from(data),
});

t.test('luma of a small box, by hand', async (t) => {
  const src = grey(3, 3, [0, 5, 6, 249, 100, 250, 255, 10, 20]);
  const stats = lumaStats(src, { x: 0, y: 0, width: 3, height: 3 });
  t.equal(stats.mean, 895 / 9);
  t.equal(stats.clippedLow, 2 / 9, '0 and 5, not 6');
  t.equal(stats.clippedHigh, 2 / 9, '250 and 255, not 249');
  t.equal(stats.sharpness, 0, 'one inner pixel has no variance');
});

t.test('sharpness is the variance of the Laplacian over the inner pixels', async (t) => {
  const random = numbers(3);
  const [w, h] = [37, 21];
  const src = picture('GREY', w, h, () => Math.floor(random() * 256));
  const at = (x: number, y: number) => src.data[y * w + x]!;
  const all: number[] = [];
  for (let y = 1; y < h - 1; y++) {
    for (let x = 1; x < w - 1; x++) {
      all.push(at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y));
    }
  }
  const mean = all.reduce((a, b) => a + b) / all.length;
  const variance = all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length;
  const { sharpness } = lumaStats(src, { x: 0, y: 0, width: w, height: h });
  t.ok(Math.abs(sharpness - variance) < 1e-6 * variance, `${sharpness} and ${variance}`);
});

t.test('limited-range black and white are 0 and 255', async (t) => {
  const box = { x: 1, y: 1, width: 9, height: 7 };
  t.match(lumaStats(plainYuyv(12, 9, 16, 128, 128), box), { mean: 0, clippedLow: 1, clippedHigh: 0, sharpness: 0 });
  t.match(lumaStats(plainYuyv(12, 9, 235, 128, 128), box), { mean: 255, clippedLow: 0, clippedHigh: 1 });
  t.match(lumaStats({ ...plainYuyv(12, 9, 16, 128, 128), range: 'full' }, box), { mean: 16, clippedLow: 0 });
});

t.test('lit minus unlit: mean, deviation and the 4 x 4 cells', async (t) => {
  const unlit = picture('GREY', 16, 8, () => 50);
  const lit = { ...unlit, data: unlit.data.slice() };
  // The upper left cell is 4 x 2 pixels.
  for (let y = 0; y < 2; y++) for (let x = 0; x < 4; x++) lit.data[y * 16 + x] = 50 + 64;
  const stats = diffStats(lit, unlit, { x: 0, y: 0, width: 16, height: 8 });
  t.equal(stats.mean, 4);
  t.same(stats.cells, [64, ...new Array(15).fill(0)]);
  t.ok(Math.abs(stats.stddev - Math.sqrt((64 * 64) / 16 - 16)) < 1e-12);
  t.equal(diffStats(unlit, lit, { x: 0, y: 0, width: 16, height: 8 }).mean, -4, 'the sign is kept');
});
