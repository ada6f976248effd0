import { EventEmitter, once } from 'node:events';
import t, { type Test } from 'tap';
import { systemClock } from '../../../src/lib/clock.ts';
import { withDeadline } from '../../../src/lib/deadline.ts';
import { Pty } from '../../../src/simulator/dispenser/pty.ts';
import { SerialLight } from '../../../src/vision/emitter/serialLight.ts';

const ON = Uint8Array.from([0xa0, 0x01, 0x01, 0xa2]);
const OFF = Uint8Array.from([0xa0, 0x01, 0x00, 0xa1]);
const ACK = Uint8Array.from([0x06, 0x4f]);

/** A light at the other end of a pseudo-terminal that answers as `answer` says. */
function wired(t: Test, acknowledge: Uint8Array | null, answer: (bytes: Uint8Array) => Uint8Array | null = () => null) {
  const told: number[] = [];
  const heard = new EventEmitter();
  const pty = new Pty((bytes) => {
    told.push(...bytes);
    const reply = answer(bytes);
    if (reply) pty.write(reply);
    heard.emit('bytes');
  });
  const options = { path: pty.slavePath, baud: 9600, on: ON, off: OFF, acknowledge, clock: systemClock };
  const light = new SerialLight(options);
  t.teardown(async () => {
    await light.close();
    pty.close();
  });
  /** Resolves when the light was told `count` bytes. */
  const reached = async (count: number) => {
    while (told.length < count) await withDeadline(once(heard, 'bytes'), 5000, `${count} bytes`);
  };
  return { pty, told, light, reached, options };
}

t.test('the bytes of the profile and no others', async (t) => {
  const { told, light, reached } = wired(t, null);
  await light.open();
  t.equal(await light.setting(), null);
  const earlier = systemClock.monotonicMs() * 1000;
  t.ok((await light.write(true)) >= earlier);
  await light.write(false);
  await reached(8);
  t.strictSame(told, [...ON, ...OFF]);
  await light.close();
  await t.rejects(light.write(true), { code: 'LIGHT_FAILED' });
});

t.test('an acknowledgement is awaited, even in pieces', async (t) => {
  let told = 0;
  const { light, pty } = wired(t, ACK, (bytes) => {
    told += bytes.length;
    if (told % 4 === 0) {
      pty.write(ACK.subarray(0, 1));
      setImmediate(() => pty.write(ACK.subarray(1)));
    }
    return null;
  });
  await light.open();
  await light.write(true);
  await light.write(false);
  t.equal(told, 8);
});

t.test('another answer is a fault; none at all is for the deadline of the caller', async (t) => {
  const wrong = wired(t, ACK, () => Uint8Array.from([0x15]));
  await wrong.light.open();
  await t.rejects(wrong.light.write(true), { code: 'LIGHT_FAILED', message: /answered 15/ });
  const mute = wired(t, ACK);
  await mute.light.open();
  let settled = false;
  const end = () => {
    settled = true;
  };
  const waiting = mute.light.write(true).then(end, end);
  await mute.reached(4);
  t.notOk(settled, 'no answer is no success');
  mute.pty.close();
  await waiting;
});

t.test('a pulled cable fails the command that waits and all later ones', async (t) => {
  const { pty, light, reached } = wired(t, ACK);
  await light.open();
  const waiting = light.write(true);
  await reached(4);
  pty.close();
  await t.rejects(waiting, { code: 'LIGHT_FAILED' });
  await t.rejects(light.write(false), { code: 'LIGHT_FAILED' });
});

t.test('a port that is not there or taken', async (t) => {
  const { light, options } = wired(t, null);
  await t.rejects(new SerialLight({ ...options, path: '/dev/no-such-port' }).open(), { code: 'LIGHT_MISSING' });
  await light.open();
  await t.rejects(new SerialLight(options).open(), { code: 'LIGHT_BUSY' });
});
