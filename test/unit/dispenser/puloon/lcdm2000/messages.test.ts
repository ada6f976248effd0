import t from 'tap';
import { lcdm2000Dialect } from '../../../../../src/dispenser/puloon/lcdm2000/dialect.ts';
import { DispenseBoth } from '../../../../../src/dispenser/puloon/lcdm2000/dispenseBoth.ts';
import { DispenseLower } from '../../../../../src/dispenser/puloon/lcdm2000/dispenseLower.ts';
import { DispenseUpper } from '../../../../../src/dispenser/puloon/lcdm2000/dispenseUpper.ts';
import { Purge } from '../../../../../src/dispenser/puloon/lcdm2000/purge.ts';
import { Rom } from '../../../../../src/dispenser/puloon/lcdm2000/rom.ts';
import { Status } from '../../../../../src/dispenser/puloon/lcdm2000/status.ts';
import { TestDispense } from '../../../../../src/dispenser/puloon/lcdm2000/testDispense.ts';
import type { Message } from '../../../../../src/dispenser/puloon/message.ts';
import { PuloonParser } from '../../../../../src/dispenser/puloon/parser.ts';
import { bytesOf, printed2000, textOf } from '../printedFrames.ts';

const noteless = { check: [false, false, false, false], divert: [false, false], eject: false, solenoid: false };
const idle = { ...noteless, exit: false, cassetteMissing: [false, false], nearEnd: [false, false] };
const one = (checked: number, exited: number, rejected: number, nearEnd = false) => ({
  checked,
  exited,
  rejected,
  nearEnd,
});
const up = (error: number, upper: unknown) => ({ error, upper, lower: null });
const low = (error: number, lower: unknown) => ({ error, upper: null, lower });

/** What is asked, and what the printed answers mean, in the order of the data file. */
const meanings: Readonly<Record<string, { message: Message<unknown>; fields: unknown[] }>> = {
  PURGE: { message: new Purge(), fields: [{ error: 0x30 }, { error: 0x4e }] },
  STATUS: {
    message: new Status('lcdm2000'),
    fields: [
      { ...idle, error: 0x30, rejectTrayMissing: false },
      // An idle LCDM-1000; its SENSOR1 read as that of a 2000 has bit 7, which is not used there.
      { ...idle, error: 0x30, rejectTrayMissing: false },
      { ...idle, error: 0x38, nearEnd: [true, false], rejectTrayMissing: false },
      { ...idle, error: 0x3f, rejectTrayMissing: true },
      { ...idle, error: 0x35, exit: true, rejectTrayMissing: false },
      { ...idle, error: 0x30, solenoid: true, cassetteMissing: [true, false], rejectTrayMissing: false },
    ],
  },
  'ROM VERSION': { message: new Rom(), fields: [{ version: 'T20', checksum: '5624' }] },
  'UPPER 1': { message: new DispenseUpper(1), fields: [up(0x31, one(1, 1, 0))] },
  'UPPER 10': {
    message: new DispenseUpper(10),
    fields: [up(0x31, one(10, 10, 1)), up(0x38, one(7, 7, 1, true)), up(0x35, one(10, 8, 0))],
  },
  'UPPER 60': { message: new DispenseUpper(60), fields: [] },
  'LOWER 15': { message: new DispenseLower(15), fields: [low(0x31, one(15, 15, 0, true))] },
  'BOTH 15 + 15': {
    message: new DispenseBoth(15, 15),
    fields: [{ error: 0x31, upper: one(15, 15, 0), lower: one(15, 15, 0) }],
  },
  'BOTH 3 + 12': {
    message: new DispenseBoth(3, 12),
    fields: [{ error: 0x31, upper: one(3, 3, 1), lower: one(12, 12, 2, true) }],
  },
  'BOTH 10 + 12, lower ran empty': {
    message: new DispenseBoth(10, 12),
    fields: [{ error: 0x40, upper: one(10, 10, 0), lower: one(5, 4, 1, true) }],
  },
  'TEST upper': { message: new TestDispense('upper'), fields: [up(0x30, one(1, 0, 1))] },
  'TEST lower': { message: new TestDispense('lower'), fields: [low(0x30, one(1, 0, 1))] },
};

t.test('every frame that the reference prints', (t) => {
  for (const { name, request, answers } of printed2000) {
    const { message, fields } = meanings[name]!;
    if (request !== null) t.equal(textOf(message.serialize()), request, `request ${name}`);
    t.equal(fields.length, answers.length, `${name}: each answer is explained`);
    for (const [i, bytes] of answers.entries()) {
      const frames = new PuloonParser(lcdm2000Dialect).push(bytesOf(bytes));
      const [frame] = frames;
      if (frames.length !== 1 || frame?.kind !== 'response') {
        t.fail(`${name}: ${bytes} is not one response`);
        continue;
      }
      t.equal(frame.command, message.command, `${name}: command`);
      t.same(message.parse(frame.data), fields[i], `${name}: fields of answer ${i + 1}`);
    }
  }
  t.same(Object.keys(meanings).sort(), printed2000.map(({ name }) => name).sort());
  t.end();
});

t.test('the LCDM-1000 has its sensors in other bits', (t) => {
  const missing = bytesOf('30 3F 80 81');
  t.match(new Status('lcdm1000').parse(missing), { rejectTrayMissing: true, solenoid: false });
  t.match(new Status('lcdm2000').parse(missing), { rejectTrayMissing: false, solenoid: true });
  t.match(new Status('lcdm1000').parse(bytesOf('30 30 80 80')), {
    ...idle,
    cassetteMissing: [false, true],
    rejectTrayMissing: false,
  });
  t.end();
});

t.test('ROM checksums travel as low nibbles, plain ASCII is taken as well', (t) => {
  t.same(new Rom().parse(bytesOf('54 32 30 54 3A 3D 32 3C')), { version: 'T20', checksum: 'AD2C' });
  t.same(new Rom().parse(bytesOf('54 32 30 54 41 44 32 43')), { version: 'T20', checksum: 'AD2C' });
  t.throws(() => new Rom().parse(bytesOf('58 32 30 54 30 30 30 30')), { code: 'DISPENSER_PROTOCOL' });
  t.end();
});

t.test('fields outside of the table are refused, not guessed', (t) => {
  const refused = { code: 'DISPENSER_PROTOCOL' };
  t.throws(() => new Status('lcdm2000').parse(bytesOf('30 30 00 00')), refused, 'SENSOR0 bit 7 clear');
  t.throws(() => new DispenseUpper(1).parse(bytesOf('3A 31 30 31 31 30 30 30')), refused);
  t.throws(() => new DispenseUpper(1).parse(bytesOf('30 31 30 31 31 32 30 30')), refused);
  t.throws(() => new DispenseUpper(0).serialize(), RangeError);
  t.throws(() => new DispenseUpper(61).serialize(), RangeError);
  t.throws(() => new DispenseBoth(5, 0).serialize(), RangeError, 'count 00 of one side is undocumented');
  t.end();
});
