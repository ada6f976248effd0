import t from 'tap';
import { encodeCommand } from '../../../../../src/dispenser/puloon/frame.ts';
import { lcdm4000Dialect } from '../../../../../src/dispenser/puloon/lcdm4000/dialect.ts';
import { Dispense } from '../../../../../src/dispenser/puloon/lcdm4000/dispense.ts';
import { GetLengths } from '../../../../../src/dispenser/puloon/lcdm4000/getLengths.ts';
import { GetOpacities } from '../../../../../src/dispenser/puloon/lcdm4000/getOpacities.ts';
import { GetOrder } from '../../../../../src/dispenser/puloon/lcdm4000/getOrder.ts';
import { GetSerial } from '../../../../../src/dispenser/puloon/lcdm4000/getSerial.ts';
import { LastStatus } from '../../../../../src/dispenser/puloon/lcdm4000/lastStatus.ts';
import { Purge } from '../../../../../src/dispenser/puloon/lcdm4000/purge.ts';
import { Reset } from '../../../../../src/dispenser/puloon/lcdm4000/reset.ts';
import { SensorDiagnostics } from '../../../../../src/dispenser/puloon/lcdm4000/sensorDiagnostics.ts';
import { SetLengths } from '../../../../../src/dispenser/puloon/lcdm4000/setLengths.ts';
import { SetOrder } from '../../../../../src/dispenser/puloon/lcdm4000/setOrder.ts';
import { Status } from '../../../../../src/dispenser/puloon/lcdm4000/status.ts';
import { TestDispense } from '../../../../../src/dispenser/puloon/lcdm4000/testDispense.ts';
import type { Message } from '../../../../../src/dispenser/puloon/message.ts';
import { PuloonParser } from '../../../../../src/dispenser/puloon/parser.ts';
import { bytesOf, printed4000, textOf } from '../printedFrames.ts';

const none = { exited: 0, rejected: 0 };
const moved = (error: number, ...counts: readonly (readonly [number, number])[]) => ({
  error,
  cassettes: [0, 1, 2, 3].map((i) => ({ exited: counts[i]?.[0] ?? 0, rejected: counts[i]?.[1] ?? 0, type: i + 1 })),
});
const clear = { divert: [false, false], eject: false, exit: false, reject: false };
const there = (type: number) => ({ check: [false, false], present: true, nearEnd: false, type });
const missing = { check: [false, false], present: false, nearEnd: false, type: 0 };

/** What is asked, and what the printed answers mean, in the order of the data file. */
const meanings: Readonly<Record<string, { message: Message<unknown>; fields: unknown[] }>> = {
  RESET: { message: new Reset(), fields: [{ error: 0 }] },
  STATUS: {
    message: new Status(),
    fields: [
      { error: 0, ...clear, cassettes: [there(1), there(2), missing, missing] },
      { error: 0x24, ...clear, cassettes: [missing, there(2), there(3), there(4)] },
    ],
  },
  PURGE: { message: new Purge(), fields: [moved(0)] },
  'DISPENSE 3,0,2,0': { message: new Dispense([3, 0, 2, 0]), fields: [moved(0, [3, 0], [0, 0], [2, 1])] },
  'LAST STATUS': {
    message: new LastStatus(),
    fields: [
      { command: 0x52, ...moved(0, [3, 0], [0, 0], [2, 1]) },
      { command: 0x52, ...moved(2, [8, 0]) },
    ],
  },
  'DISPENSE 1,0,0,0 with timeout 3': { message: new Dispense([1], 3), fields: [] },
  'DISPENSE 10,0,0,0': { message: new Dispense([10, 0, 0, 0]), fields: [moved(2, [8, 0])] },
  'TEST 1': { message: new TestDispense([1]), fields: [] },
  'SENSOR DIAG': { message: new SensorDiagnostics(0), fields: [] },
  'SET LENGTHS': { message: new SetLengths([0xc6, 0xc6]), fields: [{ error: 0 }] },
  'GET LENGTHS': { message: new GetLengths(), fields: [{ error: 0, lengths: [0xc6, 0xc6, 0, 0] }] },
  'GET SERIAL': { message: new GetSerial(), fields: [{ error: 0, serial: 5 }] },
};

t.test('every frame that the reference prints', (t) => {
  const known = printed4000.filter(({ name }) => meanings[name]);
  for (const { name, request, answers } of known) {
    const { message, fields } = meanings[name]!;
    t.equal(textOf(message.serialize()), request, `request ${name}`);
    t.equal(fields.length, answers.length, `${name}: each answer is explained`);
    for (const [i, bytes] of answers.entries()) {
      const frames = new PuloonParser(lcdm4000Dialect).push(bytesOf(bytes));
      const [frame] = frames;
      if (frames.length !== 1 || frame?.kind !== 'response') {
        t.fail(`${name}: ${bytes} is not one response`);
        continue;
      }
      t.equal(frame.command, message.command, `${name}: command`);
      t.same(message.parse(frame.data), fields[i], `${name}: fields of answer ${i + 1}`);
    }
  }
  t.equal(known.length, printed4000.length - 1, 'all but the variant of L');
  t.end();
});

t.test('the older variant of DISPENSE can be framed, and is not what is sent', (t) => {
  const { request } = printed4000.find(({ name }) => name.includes('older variant'))!;
  const data = [0x23, 0x20, 0x20, 0x20, 0x20, 0x20, 0x21];
  t.equal(textOf(encodeCommand(lcdm4000Dialect, 0x52, data)), request);
  t.equal(new Dispense([3]).serialize().length, 21);
  t.end();
});

t.test('order and opacities: the lengths and fields that the reference states', (t) => {
  t.equal(textOf(new SetOrder([3, 0, 1, 2]).serialize()), '04 30 02 5C 34 31 32 33 03 6D');
  t.equal(textOf(new GetOrder().serialize()), '04 30 02 5D 03 68');
  t.same(new GetOrder().parse(bytesOf('20 34 31 32 33')), { error: 0, order: [3, 0, 1, 2] });
  t.throws(() => new GetOrder().parse(bytesOf('20 30 31 32 33')), { code: 'DISPENSER_PROTOCOL' });
  t.throws(() => new SetOrder([0, 0, 1, 2]), RangeError);
  t.same(new SetOrder([0, 1, 2, 3]).parse(bytesOf('51')), { error: 0x31 });
  t.equal(textOf(new GetOpacities().serialize()), '04 30 02 5B 03 6E');
  t.same([...new GetOpacities().parse(bytesOf('20 01 02 03 04 05 06 07 FF')).opacities], [1, 2, 3, 4, 5, 6, 7, 255]);
  t.end();
});

t.test('sensor diagnostics and test dispense move notes, so nothing may repeat them on silence', (t) => {
  for (const message of [
    new Reset(),
    new Purge(),
    new Dispense([1]),
    new TestDispense([1]),
    new SensorDiagnostics(3),
  ]) {
    t.ok(message.movesCash, message.name);
  }
  for (const message of [new Status(), new LastStatus(), new GetOrder(), new GetLengths(), new GetOpacities()]) {
    t.notOk(message.movesCash, message.name);
  }
  t.same(new SensorDiagnostics(3).parse(bytesOf('20 E0 8C 2A 25')), {
    error: 0,
    opacity: 0xe0,
    length: 0x8c,
    divertMs: 0x2a,
    reject: 0x25,
  });
  t.same(new TestDispense([1]).parse(bytesOf('20 30 20 21 31 20 20 32 20 20 33 20 20 34')), moved(0, [0, 1]));
  t.end();
});

t.test('sensor bits are looked at after 20 is taken off', (t) => {
  const path = (byte: number) => {
    const data = bytesOf('20 20 24 31 4B 8C 2C 32 4B 8C 27 33 4B 8C 20 30 20 20');
    data[1] = byte;
    return new Status().parse(data);
  };
  t.match(path(0x21), { divert: [true, false], eject: false, exit: false });
  t.match(path(0x22), { divert: [false, true], eject: false });
  t.match(path(0x24), { eject: true, exit: false });
  t.match(path(0x28), { exit: true, reject: false });
  t.match(path(0x30), { reject: true, divert: [false, false] });
  t.match(path(0x40), clear, 'bit 5, the solenoid by one source, is not used');
  t.match(path(0x20).cassettes, [
    { present: true, nearEnd: false },
    { present: true, nearEnd: true },
    { present: true, check: [true, true] },
    { present: false, type: 0 },
  ]);
  t.throws(() => path(0x1f), { code: 'DISPENSER_PROTOCOL' });
  t.end();
});

t.test('fields outside of the tables are refused, not guessed', (t) => {
  const refused = { code: 'DISPENSER_PROTOCOL' };
  const data = () => bytesOf('20 30 23 20 31 20 20 32 22 21 33 20 20 34 20 20 20 20 20 20 20 20 20');
  const changed = (at: number, byte: number) => {
    const bytes = data();
    bytes[at] = byte;
    return new Dispense([3]).parse(bytes);
  };
  t.throws(() => changed(2, 0x1f), refused, 'a count below 0');
  t.throws(() => changed(2, 0x80), refused, 'a count above 95');
  t.throws(() => changed(4, 0x35), refused, 'a fifth cassette');
  t.match(changed(0, 0x1f), { error: 0xff }, 'an error code below 0 is one that no document has');
  t.match(changed(1, 0x77), { error: 0 }, 'MISS is reserved');
  t.match(changed(4, 0x30).cassettes[0], { ...none, exited: 3, type: 0 });
  t.throws(() => new Dispense([96]).serialize(), RangeError);
  t.throws(() => new Dispense([1.5]).serialize(), RangeError);
  t.throws(() => new Dispense([1], 10).serialize(), RangeError);
  t.throws(() => new SetLengths([256]).serialize(), RangeError);
  t.throws(() => new SensorDiagnostics(4).serialize(), RangeError);
  t.throws(() => new GetLengths().parse(bytesOf('20 40 30 30 30 30 30 30 30')), refused);
  t.throws(() => new GetSerial().parse(bytesOf('20 1F')), refused);
  t.end();
});
