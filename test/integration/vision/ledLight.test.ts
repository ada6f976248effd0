import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../src/lib/clock.ts';
import { LedLight } from '../../../src/vision/emitter/ledLight.ts';

/** A folder that stands in for /sys/class/leds with one LED. */
function leds(t: Test, trigger: string | null = 'none mmc0 [heartbeat] timer') {
  const root = mkdtempSync(join(tmpdir(), 'tellersight-led-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const led = join(root, 'board:ir:torch');
  mkdirSync(led);
  const write = (file: string, text: string) => writeFileSync(join(led, file), `${text}\n`);
  write('max_brightness', '255');
  write('brightness', '7');
  if (trigger !== null) write('trigger', trigger);
  const read = (file: string) => readFileSync(join(led, file), 'utf8').trim();
  const light = (brightness?: number) => new LedLight({ name: 'board:ir:torch', brightness, clock: systemClock, root });
  return { root, led, read, light };
}

t.test('taken from its trigger, switched between nothing and all, given back', async (t) => {
  const { read, light } = leds(t);
  const led = light();
  await led.open();
  t.equal(read('brightness'), '7', 'opening changes nothing');
  const before = await led.setting();
  t.strictSame(before, { brightness: '7', trigger: 'heartbeat' });
  const earlier = systemClock.monotonicMs() * 1000;
  t.ok((await led.write(true)) >= earlier, 'the clock of the frames');
  t.equal(read('trigger'), 'none', 'the kernel does not blink in between');
  t.equal(read('brightness'), '255');
  await led.write(false);
  t.equal(read('brightness'), '0');
  await led.restore(before);
  t.equal(read('brightness'), '7');
  t.equal(read('trigger'), 'heartbeat');
  await led.close();
});

t.test('a brightness of its own, within what it has', async (t) => {
  const { read, light } = leds(t);
  const dim = light(100);
  await dim.open();
  await dim.write(true);
  t.equal(read('brightness'), '100');
  await t.rejects(light(256).open(), { code: 'LIGHT_MISMATCH', message: /0 to 255, not 256/ });
});

t.test('a kernel without triggers', async (t) => {
  const { read, light } = leds(t, null);
  const led = light();
  await led.open();
  t.strictSame(await led.setting(), { brightness: '7' });
  await led.write(true);
  t.equal(read('brightness'), '255');
  t.throws(() => read('trigger'), 'no such file was made');
});

t.test('an LED that is not there, goes away, or may not be written', async (t) => {
  const { root, led, light } = leds(t);
  const other = new LedLight({ name: 'other', brightness: undefined, clock: systemClock, root });
  await t.rejects(other.open(), { code: 'LIGHT_MISSING' });
  const present = light();
  await present.open();
  if (process.getuid?.() !== 0) {
    chmodSync(join(led, 'brightness'), 0o444);
    await t.rejects(present.write(true), { code: 'LIGHT_DENIED' });
  }
  rmSync(led, { recursive: true });
  await t.rejects(present.write(true), { code: 'LIGHT_MISSING' });
});
