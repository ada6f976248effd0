import t from 'tap';
import {
  decodeJpeg,
  diffStats,
  lumaStats,
  type Picture,
  resample,
  secureZero,
  type TensorSpec,
  warp,
} from '../../../src/vision/native.ts';
import { picture } from './pictures.ts';

const src = picture('YUYV', 16, 12, () => 100);
const whole = { x: 0, y: 0, width: 16, height: 12 };
const spec: TensorSpec = {
  width: 4,
  height: 4,
  layout: 'nchw',
  channels: 'grey',
  type: 'uint8',
  fit: 'stretch',
  pad: 0,
};
const out = () => new Uint8Array(16).fill(77);
// biome-ignore lint/suspicious/noExplicitAny: wrong types are what this file hands over
const wrong = (value: unknown) => value as any;

t.test('pictures that are not what they say', async (t) => {
  const bad: [string, Partial<Picture>][] = [
    ['one byte short', { data: src.data.subarray(0, src.data.length - 1) }],
    ['stride below a row', { stride: 31 }],
    ['no width', { width: 0 }],
    ['NaN height', { height: Number.NaN }],
    ['half a pixel', { width: 15.5 }],
    ['too large', { width: 9000, stride: 18000 }],
    ['compressed', { format: 'MJPG' }],
    ['unknown format', { format: wrong('XR24') }],
    ['a very long format', { format: wrong('Y'.repeat(100000)) }],
    ['no data', { data: wrong(undefined) }],
    ['wrong array', { data: wrong(new Float64Array(1000)) }],
    ['unknown range', { range: wrong('studio') }],
  ];
  for (const [name, part] of bad) {
    const p = { ...src, ...part };
    const into = out();
    t.throws(() => resample(p, whole, spec, into), { code: 'NATIVE_PICTURE' }, name);
    t.throws(() => warp(p, [1, 0, 0, 0, 1, 0], spec, into), { code: 'NATIVE_PICTURE' }, name);
    t.throws(() => lumaStats(p, whole), { code: 'NATIVE_PICTURE' }, name);
    t.ok(
      into.every((v) => v === 77),
      'the output is untouched',
    );
  }
  t.throws(() => resample(wrong(null), whole, spec, out()), { code: 'NATIVE_PICTURE' });
  t.throws(() => diffStats(src, src, whole), { code: 'NATIVE_PICTURE' }, 'the difference is for GREY');
});

t.test('regions and matrices that lead nowhere', async (t) => {
  for (const roi of [
    { ...whole, x: Number.NaN },
    { ...whole, width: Number.POSITIVE_INFINITY },
    { ...whole, width: 0 },
    { ...whole, height: -3 },
    { ...whole, x: 16 },
    { ...whole, y: -12 },
    { ...whole, x: 1e300 },
    { x: 0, y: 0, width: 60000, height: 60000 },
    wrong({ x: 0, y: 0, width: 4 }),
    wrong(null),
  ]) {
    const into = out();
    t.throws(() => resample(src, roi, spec, into), { code: 'NATIVE_GEOMETRY' });
    t.ok(
      into.every((v) => v === 77),
      'the output is untouched',
    );
  }
  t.throws(() => lumaStats(src, { x: 15, y: 0, width: 9, height: 9 }), { code: 'NATIVE_GEOMETRY' }, 'one column left');
  t.throws(() => lumaStats(src, { ...whole, y: Number.NaN }), { code: 'NATIVE_GEOMETRY' });
  for (const m of [
    [Number.NaN, 0, 0, 0, 1, 0],
    [1, 0, 1e9, 0, 1, 0],
    [1e308, 1e308, 0, 0, 1, 0],
    [1, 0, 0],
    ['a', 0, 0, 0, 1, 0],
    null,
  ]) {
    t.throws(() => warp(src, wrong(m), spec, out()), { code: 'NATIVE_GEOMETRY' });
  }
});

t.test('tensors that do not fit', async (t) => {
  t.throws(() => resample(src, whole, spec, new Uint8Array(15)), { code: 'NATIVE_TENSOR' });
  t.throws(() => resample(src, whole, spec, new Uint8Array(17)), { code: 'NATIVE_TENSOR' });
  t.throws(() => resample(src, whole, spec, new Float32Array(16)), { code: 'NATIVE_TENSOR' });
  t.throws(() => resample(src, whole, { ...spec, type: 'float32' }, out()), { code: 'NATIVE_TENSOR' });
  for (const part of [
    { width: 0 },
    { height: 4097 },
    { layout: 'hwc' },
    { channels: 'yuv' },
    { type: 'int8' },
    { fit: 'cover' },
    { pad: 256 },
    { pad: -1 },
    { type: 'float32', mean: [1, 2] },
    { type: 'float32', scale: [Number.NaN] },
    { type: 'float32', scale: ['x'] },
  ]) {
    const into = wrong('type' in part && part.type === 'float32' ? new Float32Array(16) : out());
    t.throws(
      () => resample(src, whole, wrong({ ...spec, ...part }), into),
      { code: 'NATIVE_TENSOR' },
      JSON.stringify(part),
    );
  }
});

t.test('what is not a JPEG, and what is not bytes', async (t) => {
  for (const data of [[], [0xff, 0xd8], [0xff, 0xd8, 0xff, 0xd9], [1, 2, 3, 4, 5, 6, 7, 8]]) {
    t.throws(() => decodeJpeg(Uint8Array.from(data)), { code: 'NATIVE_JPEG' });
  }
  t.throws(() => decodeJpeg(wrong('text')), { code: 'NATIVE_ARGUMENT' });
  t.throws(() => secureZero(wrong(5)), { code: 'NATIVE_ARGUMENT' });
});

t.test('secureZero wipes the view and nothing else', async (t) => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5);
  secureZero(bytes.subarray(1, 4));
  t.same([...bytes], [1, 0, 0, 0, 5]);
  secureZero(new Uint8Array(0));
});
