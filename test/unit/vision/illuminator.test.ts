import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { TellersightError } from '../../../src/lib/errors.ts';
import type { Timers } from '../../../src/lib/timers.ts';
import { Illuminator } from '../../../src/vision/emitter/illuminator.ts';
import type { LightDriver, LightSetting } from '../../../src/vision/emitter/lightDriver.ts';
import { LightJournal } from '../../../src/vision/emitter/lightJournal.ts';

/** A device with a setting of its own, switched in a time the test says. */
class Device implements LightDriver {
  readonly kind = 'uvc-xu';
  readonly device = '/dev/video9 unit 4 selector 6';
  set = 'factory';
  opened = 0;
  readonly calls: string[] = [];
  /** Set to make the named call fail, or hang. */
  broken: string | null = null;
  hung: string | null = null;
  nowUs = 1_000_000;

  async #step(name: string): Promise<void> {
    this.calls.push(name);
    if (this.hung === name) await new Promise(() => {});
    if (this.broken === name) throw new TellersightError('LIGHT_MISSING', `${name} fails`);
  }
  async open() {
    await this.#step('open');
    this.opened++;
  }
  async setting() {
    await this.#step('setting');
    return { bytes: this.set };
  }
  async restore({ bytes }: LightSetting) {
    await this.#step('restore');
    this.set = bytes!;
  }
  async write(lit: boolean) {
    await this.#step(lit ? 'on' : 'off');
    this.set = lit ? 'on' : 'off';
    return this.nowUs;
  }
  async close() {
    await this.#step('close');
    this.opened--;
  }
}

function bench(t: Test, device = new Device(), folder = mkdtempSync(join(tmpdir(), 'tellersight-light-'))) {
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const journal = new LightJournal(join(folder, 'run'), device.device);
  const waits = new Map<object, { ms: number; work: () => void }>();
  const timers: Timers = {
    after(ms, work) {
      const key = {};
      waits.set(key, { ms, work });
      return () => void waits.delete(key);
    },
    nowMs: () => 0,
  };
  const light = new Illuminator({
    driver: device,
    journal,
    delays: { onUs: 0, offUs: 0, marginUs: 0 },
    deadlineMs: 50,
    maxOnMs: 3000,
    clock: { monotonicMs: () => device.nowUs / 1000, now: () => new Date() },
    timers,
  });
  const note = () => (existsSync(journal.path) ? JSON.parse(readFileSync(journal.path, 'utf8')).setting.bytes : null);
  /** Everything the light had to do is done. */
  const settled = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { device, light, journal, note, waits, settled, folder };
}

/** Returns when the light has a fault, or after 5 s without one. */
async function faulted(light: Illuminator): Promise<void> {
  for (let turn = 0; turn < 1000 && !light.fault; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}

t.test('the setting is on disk before anything is changed, and given back at the end', async (t) => {
  const { device, light, note, settled } = bench(t);
  let noted: unknown = 'never written';
  const write = device.write.bind(device);
  device.write = (lit) => {
    if (noted === 'never written') noted = note();
    return write(lit);
  };
  await light.start();
  t.equal(noted, 'factory', 'the note was there at the first command');
  t.equal(device.set, 'off');
  light.set(true);
  await settled();
  await light.stop();
  t.equal(device.set, 'factory');
  t.equal(note(), null, 'nothing is owed');
  t.strictSame(device.calls, ['open', 'setting', 'off', 'on', 'off', 'restore', 'close']);
  await light.stop();
  t.equal(device.opened, 0);
});

t.test('after a crash the next start gives back the first setting, not ours', async (t) => {
  const first = bench(t);
  await first.light.start();
  first.light.set(true);
  await first.settled();
  t.equal(first.device.set, 'on', 'and here the process dies');
  const { device, light, note } = bench(t, first.device, first.folder);
  await light.start();
  t.equal(note(), 'factory');
  t.equal(device.set, 'off');
  await light.stop();
  t.equal(device.set, 'factory');
});

t.test('a crash before the restored setting is noted again loses nothing', async (t) => {
  const first = bench(t);
  await first.light.start();
  const device = new Device();
  device.set = 'on';
  device.broken = 'setting';
  const second = bench(t, device, first.folder);
  await t.rejects(second.light.start(), { code: 'LIGHT_MISSING' });
  t.equal(second.note(), 'factory', 'still owed');
  t.equal(device.set, 'factory');
});

t.test('a setting that could not be given back stays owed', async (t) => {
  const { device, light, note } = bench(t);
  await light.start();
  device.broken = 'restore';
  await t.rejects(light.stop(), { code: 'LIGHT_MISSING' });
  t.equal(note(), 'factory');
  t.equal(device.opened, 0, 'closed all the same');
});

t.test('a note that is damaged or cannot be written: the light is not touched', async (t) => {
  const damaged = bench(t);
  await damaged.journal.write({ bytes: 'factory' });
  writeFileSync(damaged.journal.path, '{"schema":"light@1","dev');
  await t.rejects(damaged.light.start(), { code: 'LIGHT_JOURNAL' });
  t.strictSame(damaged.device.calls, ['open', 'close']);
  const foreign = bench(t);
  const other = new LightJournal(join(foreign.folder, 'run'), 'another device');
  await other.write({ bytes: 'of another' });
  await foreign.light.start();
  t.equal(foreign.note(), 'factory', 'the note of another device is left alone');
  t.strictSame(await other.read(), { bytes: 'of another' });
  const full = bench(t);
  writeFileSync(join(full.folder, 'run'), 'a file where the folder should be');
  await t.rejects(full.light.start(), { code: 'LIGHT_JOURNAL' });
  t.notOk(full.device.calls.includes('off'));
  t.equal(full.device.set, 'factory');
});

t.test('the state of an exposure comes from our own commands', async (t) => {
  const { device, light, settled } = bench(t);
  t.equal(light.stateAt(0, 1), null);
  await light.start();
  device.nowUs += 10_000;
  t.equal(light.stateAt(device.nowUs - 5000, device.nowUs), false);
  light.set(true);
  t.equal(light.stateAt(device.nowUs, device.nowUs), false, 'up to the command');
  device.nowUs += 1;
  t.equal(light.stateAt(device.nowUs, device.nowUs), null, 'not answered yet');
  await settled();
  device.nowUs += 10_000;
  t.equal(light.stateAt(device.nowUs - 5000, device.nowUs), true);
  t.equal(light.stateAt(device.nowUs - 15_000, device.nowUs), null, 'mixed');
});

t.test('commands faster than the device: the last one holds, none is queued', async (t) => {
  const { device, light, settled } = bench(t);
  await light.start();
  for (let i = 0; i < 9; i++) light.set(i % 2 === 0);
  await settled();
  t.strictSame(device.calls.slice(3), ['on']);
  light.set(false);
  light.set(true);
  light.set(false);
  await settled();
  t.strictSame(device.calls.slice(4), ['off']);
});

t.test('eye safety: the light goes off when nobody asks for it any longer, and says so', async (t) => {
  const { device, light, waits, settled } = bench(t);
  await light.start();
  light.set(true);
  light.renew();
  await settled();
  t.equal(waits.size, 1, 'one limit, newly set by each renewal');
  const [{ ms, work }] = [...waits.values()] as [{ ms: number; work: () => void }];
  t.equal(ms, 3000);
  work();
  await settled();
  t.equal(device.set, 'off');
  t.match(light.fault, { code: 'LIGHT_UNATTENDED' });
  light.set(true);
  await settled();
  t.equal(device.set, 'off', 'it stays off');
  device.nowUs += 10_000;
  t.equal(light.stateAt(device.nowUs - 100, device.nowUs), null);
});

t.test('a dark light has no limit to wait for', async (t) => {
  const { light, waits, settled } = bench(t);
  await light.start();
  light.renew();
  t.equal(waits.size, 0);
  light.set(true);
  light.set(false);
  await settled();
  t.equal(waits.size, 0);
});

for (const how of ['broken', 'hung'] as const) {
  t.test(`a command that is ${how} is a coded fault; off is tried`, async (t) => {
    const { device, light } = bench(t);
    await light.start();
    device[how] = 'on';
    light.set(true);
    await faulted(light);
    t.equal(light.fault?.code, how === 'broken' ? 'LIGHT_MISSING' : 'LIGHT_FAILED');
    device[how] = null;
    await light.stop().catch(() => {});
    if (how === 'broken') t.strictSame(device.calls.slice(3), ['on', 'off', 'off', 'restore', 'close']);
    t.equal(device.opened, 0);
  });
}

t.test('a command that comes late is undone by the one behind it', async (t) => {
  const { device, light, settled } = bench(t);
  await light.start();
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  const write = device.write.bind(device);
  device.write = async (lit) => {
    if (lit) await woken;
    return write(lit);
  };
  light.set(true);
  await faulted(light);
  wake();
  await settled();
  t.strictSame(device.calls.slice(-2), ['on', 'off'], 'off comes last, whenever the device wakes up');
});

t.test('a device that does not open leaves nothing behind', async (t) => {
  const { device, light, note } = bench(t);
  device.broken = 'open';
  await t.rejects(light.start(), { code: 'LIGHT_MISSING' });
  light.set(true);
  await light.stop();
  t.strictSame(device.calls, ['open', 'close']);
  t.equal(note(), null);
});
