import t from 'tap';
import { type TensorSpec, warp } from '../../../src/vision/native.ts';
import { warp64 } from './float64Reference.ts';
import { formats, levels, numbers, picture } from './pictures.ts';

const base: TensorSpec = {
  width: 4,
  height: 4,
  layout: 'nchw',
  channels: 'grey',
  type: 'uint8',
  fit: 'stretch',
  pad: 9,
};

t.test('the identity copies, a shift moves and shows the border', async (t) => {
  let next = 0;
  const src = picture('GREY', 4, 4, () => 10 * ++next);
  const out = new Uint8Array(16);
  warp(src, [1, 0, 0, 0, 1, 0], base, out);
  t.same(out, src.data);
  warp(src, [1, 0, 2, 0, 1, 0], base, out);
  t.same([...out.subarray(0, 4)], [30, 40, 9, 9], 'two columns to the left, pad behind');
  warp(src, [1, 0, 2, 0, 1, 0], base, out, 'replicate');
  t.same([...out.subarray(0, 4)], [30, 40, 40, 40], 'the edge pixel behind');
  warp(src, [1, 0, 0.5, 0, 1, 0], base, out, 'replicate');
  t.same([...out.subarray(0, 4)], [15, 25, 35, 40], 'half way between neighbours');
});

t.test('agrees with a float64 reading of the description, all formats', async (t) => {
  const random = numbers(2);
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  let total = 0;
  let count = 0;
  let beyond = 0;
  for (let round = 0; round < 400; round++) {
    const src = picture(formats[round % formats.length]!, whole(8, 60), whole(8, 60), () => whole(0, 255), whole(0, 9));
    Object.assign(src, levels(src, random));
    // Steps in 1/65536 pixel, as the kernel walks, so that both sample the same places.
    const step = () => Math.round((random() * 2 - 1) * 65536) / 65536;
    const m = [step(), step(), step() * 20 + 10, step(), step(), step() * 20 + 10] as const;
    const spec: TensorSpec = {
      ...base,
      width: whole(1, 40),
      height: whole(1, 40),
      channels: random() < 0.5 ? 'rgb' : 'grey',
    };
    const out = new Uint8Array(spec.width * spec.height * (spec.channels === 'grey' ? 1 : 3));
    warp(src, m, spec, out);
    warp64(src, m, spec).forEach((level, i) => {
      const off = Math.abs(level - out[i]!);
      total += off;
      count++;
      if (off > 1) beyond++;
    });
  }
  // The kernel cuts the fraction to 11 bits, which noise of full contrast and the colour matrix make visible.
  t.equal(beyond, 0, 'no sample is off by more than one level');
  t.ok(total / count < 0.3, `mean difference ${(total / count).toFixed(3)} levels`);
});
