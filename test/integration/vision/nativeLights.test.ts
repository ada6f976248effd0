import { constants } from 'node:os';
import t from 'tap';
import { systemClock } from '../../../src/lib/clock.ts';
import { GpioLight } from '../../../src/vision/emitter/gpioLight.ts';
import { UvcLight } from '../../../src/vision/emitter/uvcLight.ts';
import { fakeLight } from './support/fakeLight.ts';

const bytes = (...list: number[]) => Uint8Array.from(list);
const written = () => [...fakeLight.state().bytes];

t.test('gpio: off from the first moment, switched, and closed', async (t) => {
  const light = new GpioLight({ chip: '/dev/gpiochip9', line: 3, activeLow: false, binding: fakeLight });
  await light.open();
  t.equal(fakeLight.state().high, false);
  t.equal(await light.setting(), null, 'the kernel takes the line back by itself');
  const earlier = systemClock.monotonicMs() * 1000 - 1;
  t.ok((await light.write(true)) >= earlier, 'the clock of the frames');
  t.equal(fakeLight.state().high, true);
  fakeLight.fail('set', constants.errno.EIO);
  await t.rejects(light.write(false), { code: 'LIGHT_FAILED', message: /gpiochip9 line 3/ });
  fakeLight.fail('set', 0);
  await light.write(false);
  t.equal(fakeLight.state().high, false);
  await light.close();
  await light.close();
  t.equal(fakeLight.state().open, 0);
  await t.rejects(light.write(true), { code: 'LIGHT_FAILED' });
});

t.test('gpio: what is not there or not a line', async (t) => {
  const open = (chip: string, line: number) =>
    new GpioLight({ chip, line, activeLow: true, binding: fakeLight }).open();
  await t.rejects(open('/dev/gpiochip7', 3), { code: 'LIGHT_MISSING' });
  await t.rejects(open('/dev/gpiochip9', 8), { code: 'LIGHT_MISMATCH' });
  await t.rejects(open('/dev/gpiochip9', -1), { code: 'NATIVE_ARGUMENT' });
  t.equal(fakeLight.state().open, 0);
});

t.test('uvc-xu: only the listed bytes, and those it had before', async (t) => {
  const listed = { on: bytes(0x10, 1, 0, 0), off: bytes(0x10, 0, 0, 0) };
  const light = new UvcLight({ camera: '/dev/video9', unit: 4, selector: 6, ...listed, binding: fakeLight });
  await light.open();
  t.equal(fakeLight.state().written, 0, 'nothing is written to find out');
  const before = await light.setting();
  t.strictSame(before, { bytes: '01020304' });
  await light.write(true);
  t.strictSame(written(), [...listed.on]);
  await light.write(false);
  t.strictSame(written(), [...listed.off]);
  await t.rejects(light.restore({ bytes: '010203' }), { code: 'LIGHT_JOURNAL' });
  t.equal(fakeLight.state().written, 2);
  await light.restore(before);
  t.strictSame(written(), [1, 2, 3, 4]);
  fakeLight.fail('query', constants.errno.ENODEV);
  await t.rejects(light.write(true), { code: 'LIGHT_MISSING' }, 'unplugged');
  fakeLight.fail('query', 0);
  await light.close();
  t.equal(fakeLight.state().open, 0);
});

t.test('uvc-xu: a control of another length or unit is not written to', async (t) => {
  const count = fakeLight.state().written;
  const open = (unit: number, on: Uint8Array) =>
    new UvcLight({ camera: '/dev/video9', unit, selector: 6, on, off: on, binding: fakeLight }).open();
  await t.rejects(open(4, bytes(1, 2, 3)), { code: 'LIGHT_MISMATCH', message: /has 4 bytes, not 3/ });
  await t.rejects(open(5, bytes(1, 2, 3, 4)), { code: 'LIGHT_MISSING' });
  t.equal(fakeLight.state().written, count);
  t.equal(fakeLight.state().open, 0);
});

t.test('the true system calls: a path that is no device', async (t) => {
  const gone = new GpioLight({ chip: '/dev/no-such-chip', line: 0, activeLow: false });
  await t.rejects(gone.open(), { code: 'LIGHT_MISSING' });
  const file = new GpioLight({ chip: import.meta.filename, line: 0, activeLow: false });
  await t.rejects(file.open(), { code: 'LIGHT_MISMATCH' });
  const other = new GpioLight({ chip: '/dev/null', line: 0, activeLow: false });
  await t.rejects(other.open(), { code: 'LIGHT_MISMATCH' }, 'another kind of device');
});
