import t from 'tap';
import { light } from '../../../src/config/light.ts';
import { openEmitter } from '../../../src/vision/emitter/openEmitter.ts';

const open = (section: object) => openEmitter(light.parse(section), '/dev/ir');

t.test('the board profile chooses the driver', async (t) => {
  t.match(open({ driver: 'gpio', device: '/dev/gpiochip0', line: 3 }), { kind: 'gpio', coded: true });
  t.match(open({ driver: 'led', led: 'ir:torch' }), { kind: 'led', coded: true });
  t.match(open({ driver: 'serial', device: '/dev/ttyS1', on: 'A0', off: 'A1' }), { kind: 'serial', coded: true });
  t.match(open({ driver: 'uvc-xu', unit: 4, selector: 6, on: '01 02', off: '0100' }), { kind: 'uvc-xu', coded: true });
});

t.test('R13: a light that cannot be coded says so; one that is not named is no light', async (t) => {
  for (const [section, kind] of [
    [{ driver: 'none' }, 'none'],
    [{}, 'unkeyed'],
  ] as const) {
    const emitter = open(section);
    t.match(emitter, { kind, coded: false });
    await emitter.start();
    emitter.set(true);
    t.equal(emitter.stateAt(0, 1), null, 'nobody knows');
    await emitter.stop();
  }
});

t.test('a driver without what it needs is refused by its key', async (t) => {
  for (const [section, key] of [
    [{ driver: 'gpio', device: '/dev/gpiochip0' }, 'line'],
    [{ driver: 'gpio', line: 0 }, 'device'],
    [{ driver: 'led' }, 'led'],
    [{ driver: 'led', led: '../../etc' }, 'led'],
    [{ driver: 'serial', device: '/dev/ttyS1', on: '01' }, 'off'],
    [{ driver: 'serial', device: '/dev/ttyS1', on: '0', off: '01' }, 'on'],
    [{ driver: 'uvc-xu', selector: 6, on: '01', off: '00' }, 'unit'],
    [{ driver: 'uvc-xu', unit: 4, selector: 6, on: '0102', off: '00' }, 'off'],
  ] as const) {
    const result = light.safeParse(section);
    t.strictSame(
      result.error?.issues.map(({ path }) => path.join('.')),
      [key],
      JSON.stringify(section),
    );
  }
});
