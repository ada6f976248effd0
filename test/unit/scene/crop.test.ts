import t from 'tap';
import { alignment, boxCrop, cropOf, intoCrop, yuyvToRgb } from '../../../src/simulator/scene/crop.ts';

/** The 112 template turned by 20 degrees, doubled and moved. */
const template = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
] as const;
const [a, b] = [2 * Math.cos(0.35), 2 * Math.sin(0.35)];
const moved = template.map(([x, y]) => [a * x - b * y + 100, b * x + a * y + 30] as [number, number]);

t.test('alignment finds the similarity that made the landmarks', async (t) => {
  const s = alignment(moved, 128);
  for (const [k, p] of moved.entries()) {
    const [u, v] = intoCrop(s, p);
    t.ok(Math.abs(u - template[k]![0] - 8) < 1e-6 && Math.abs(v - template[k]![1] - 8) < 1e-6);
  }
});

t.test('a crop shows the picture at its place', async (t) => {
  const image = Uint8Array.from({ length: 40 * 30 }, (_, k) => (k % 40) * 5 + Math.floor(k / 40));
  const out = cropOf(image, 40, 30, 1, boxCrop([10, 5, 16, 16], 1, 16), 16);
  t.equal(out[0], 10 * 5 + 5);
  t.equal(out[16 * 3 + 7], 17 * 5 + 8);
});

t.test('YUYV, limited range: black, white, and a red', async (t) => {
  const rgb = yuyvToRgb(new Uint8Array([16, 128, 235, 128, 81, 90, 81, 240]), 4, 1);
  t.same([...rgb.subarray(0, 6)], [0, 0, 0, 255, 255, 255]);
  t.ok(rgb[6]! >= 253 && rgb[7]! <= 2 && rgb[8]! <= 2);
});
