import t from 'tap';
import { kernelTarget, resample, setKernels, type TensorSpec } from '../../../src/vision/native.ts';
import { numbers, picture } from '../../unit/native/pictures.ts';

t.test('the reference kernels can be asked for, and give the same bytes', async (t) => {
  t.teardown(() => setKernels('auto'));
  const random = numbers(4);
  const src = picture('YUYV', 640, 480, () => Math.floor(random() * 256));
  const spec: TensorSpec = {
    width: 256,
    height: 256,
    layout: 'nchw',
    channels: 'rgb',
    type: 'uint8',
    fit: 'letterbox-top-left',
    pad: 0,
  };
  const best = kernelTarget();
  const run = () => {
    const out = new Uint8Array(3 * 256 * 256);
    resample(src, { x: 0, y: 0, width: 640, height: 480 }, spec, out);
    return Buffer.from(out);
  };
  const fast = run();
  setKernels('reference');
  t.equal(kernelTarget(), 'reference');
  t.ok(run().equals(fast));
  setKernels('auto');
  t.equal(kernelTarget(), best);
});
