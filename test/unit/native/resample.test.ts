import t from 'tap';
import { resample, type TensorSpec } from '../../../src/vision/native.ts';
import { resample64 } from './float64Reference.ts';
import { formats, levels, numbers, picture, plainYuyv } from './pictures.ts';

const base: TensorSpec = {
  width: 8,
  height: 8,
  layout: 'nchw',
  channels: 'rgb',
  type: 'uint8',
  fit: 'stretch',
  pad: 0,
};

t.test('a red field comes out red: BT.601 limited range, Y 81 Cb 90 Cr 240', async (t) => {
  const red = plainYuyv(16, 16, 81, 90, 240);
  const out = new Uint8Array(3);
  resample(red, { x: 0, y: 0, width: 16, height: 16 }, { ...base, width: 1, height: 1 }, out);
  t.ok(out[0]! >= 253 && out[1]! <= 1 && out[2]! <= 1, `got ${out}`);
});

t.test('channel orders and layouts, literally', async (t) => {
  const pixels = {
    format: 'RGB3' as const,
    width: 2,
    height: 1,
    stride: 6,
    data: Uint8Array.of(10, 20, 30, 40, 50, 60),
  };
  const whole = { x: 0, y: 0, width: 2, height: 1 };
  const to = (part: Partial<TensorSpec>, size = 6) => {
    const out = new Uint8Array(size);
    resample(pixels, whole, { ...base, width: 2, height: 1, ...part }, out);
    return [...out];
  };
  t.same(to({}), [10, 40, 20, 50, 30, 60]);
  t.same(to({ channels: 'bgr' }), [30, 60, 20, 50, 10, 40]);
  t.same(to({ layout: 'nhwc' }), [10, 20, 30, 40, 50, 60]);
  t.same(to({ layout: 'nhwc', channels: 'bgr' }), [30, 20, 10, 60, 50, 40]);
  t.same(to({ channels: 'grey' }, 2), [18, 48]);
  t.same(to({ channels: 'grey3' }), [18, 48, 18, 48, 18, 48]);
});

t.test('float tensors: (level - mean) * scale per channel, pad included', async (t) => {
  const pixels = { format: 'RGB3' as const, width: 1, height: 1, stride: 3, data: Uint8Array.of(10, 20, 30) };
  const out = new Float32Array(6);
  const spec: TensorSpec = {
    ...base,
    width: 2,
    height: 1,
    type: 'float32',
    mean: [1, 2, 3],
    scale: [1, 2, 0.5],
    fit: 'letterbox-top-left',
    pad: 5,
  };
  resample(pixels, { x: 0, y: 0, width: 1, height: 1 }, spec, out);
  t.same([...out], [9, 4, 36, 6, 13.5, 1]);
});

t.test('int8 tensors: level - 128, pad included, in both layouts', async (t) => {
  const src = picture(
    'GREY',
    2,
    1,
    (() => {
      let next = 0;
      return () => [200, 3][next++ % 2]!;
    })(),
  );
  for (const layout of ['nchw', 'nhwc'] as const) {
    const spec: TensorSpec = {
      ...base,
      width: 2,
      height: 3,
      layout,
      channels: 'grey3',
      type: 'int8',
      fit: 'letterbox-centre',
      pad: 114,
    };
    const out = new Int8Array(18);
    resample(src, { x: 0, y: 0, width: 2, height: 1 }, spec, out);
    const row = (level: number[]) => (layout === 'nchw' ? level : level.flatMap((v) => [v, v, v]));
    const plane = [...row([-14, -14]), ...row([72, -125]), ...row([-14, -14])];
    t.same([...out], layout === 'nchw' ? [...plane, ...plane, ...plane] : plane);
  }
  const spec: TensorSpec = { ...base, type: 'int8' };
  t.throws(() => resample(src, { x: 0, y: 0, width: 2, height: 1 }, spec, new Uint8Array(192)), {
    code: 'NATIVE_TENSOR',
  });
});

t.test('letterbox: where the picture lies and the mapping that says so', async (t) => {
  const white = picture('GREY', 40, 20, () => 255);
  const spec: TensorSpec = { ...base, channels: 'grey', pad: 7 };
  const whole = { x: 0, y: 0, width: 40, height: 20 };
  const out = new Uint8Array(64);
  t.same(resample(white, whole, { ...spec, fit: 'letterbox-top-left' }, out), {
    scale: 0.2,
    scaleY: 0.2,
    offsetX: 0,
    offsetY: 0,
  });
  t.same([out[0], out[31], out[32], out[63]], [255, 255, 7, 7]);
  t.equal(resample(white, whole, { ...spec, fit: 'letterbox-centre' }, out).offsetY, 2);
  t.same([out[15], out[16], out[47], out[48]], [7, 255, 255, 7]);
  t.match(resample(white, whole, spec, out), { scale: 0.2, scaleY: 0.4 });
});

t.test('agrees with a float64 reading of the description, all formats', async (t) => {
  const random = numbers(1);
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  let worst = 0;
  let total = 0;
  let count = 0;
  for (let round = 0; round < 400; round++) {
    const format = formats[round % formats.length]!;
    const src = picture(format, whole(1, 50), whole(1, 50), () => whole(0, 255), whole(0, 9));
    Object.assign(src, levels(src, random));
    const spec: TensorSpec = {
      ...base,
      width: whole(1, 30),
      height: whole(1, 30),
      layout: random() < 0.5 ? 'nchw' : 'nhwc',
      channels: (['rgb', 'bgr', 'grey', 'grey3'] as const)[whole(0, 3)]!,
      fit: (['stretch', 'letterbox-top-left', 'letterbox-centre'] as const)[whole(0, 2)]!,
      pad: whole(0, 255),
    };
    const roi = { x: (random() - 0.3) * src.width, y: (random() - 0.3) * src.height, width: 0, height: 0 };
    roi.width = Math.max(1, (random() + 0.4) * src.width);
    roi.height = Math.max(1, (random() + 0.4) * src.height);
    const out = new Uint8Array(spec.width * spec.height * (spec.channels === 'grey' ? 1 : 3));
    resample(src, roi, spec, out);
    resample64(src, roi, spec).forEach((level, i) => {
      const off = Math.abs(level - out[i]!);
      worst = Math.max(worst, off);
      total += off;
      count++;
    });
  }
  // Rounding to a byte alone is off by up to 0.5 and by 0.25 on average.
  t.ok(worst < 0.75, `largest difference ${worst.toFixed(3)} levels`);
  t.ok(total / count < 0.26, `mean difference ${(total / count).toFixed(3)} levels`);
});
