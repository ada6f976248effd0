import t from 'tap';
import { bcc } from '../../../../src/dispenser/puloon/bcc.ts';
import { lcdm2000Dialect } from '../../../../src/dispenser/puloon/lcdm2000/dialect.ts';
import { DispenseBoth } from '../../../../src/dispenser/puloon/lcdm2000/dispenseBoth.ts';
import { DispenseLower } from '../../../../src/dispenser/puloon/lcdm2000/dispenseLower.ts';
import { DispenseUpper } from '../../../../src/dispenser/puloon/lcdm2000/dispenseUpper.ts';
import { Purge } from '../../../../src/dispenser/puloon/lcdm2000/purge.ts';
import { Rom } from '../../../../src/dispenser/puloon/lcdm2000/rom.ts';
import { Status } from '../../../../src/dispenser/puloon/lcdm2000/status.ts';
import { TestDispense } from '../../../../src/dispenser/puloon/lcdm2000/testDispense.ts';
import type { Message } from '../../../../src/dispenser/puloon/message.ts';
import { PuloonParser } from '../../../../src/dispenser/puloon/parser.ts';

// Literal bytes: vendor specification LCDM-2000T V3.2, worked frames; UPPER 1 with its answer is a capture of a device.
const requests: [string, Message<unknown>, string][] = [
  ['PURGE', new Purge(), '04 50 02 44 03 11'],
  ['STATUS', new Status('lcdm2000'), '04 50 02 46 03 13'],
  ['ROM VERSION', new Rom(), '04 50 02 47 03 12'],
  ['UPPER 1', new DispenseUpper(1), '04 50 02 45 30 31 03 11'],
  ['UPPER 10 (same BCC as UPPER 1: XOR is blind to order)', new DispenseUpper(10), '04 50 02 45 31 30 03 11'],
  ['UPPER 60', new DispenseUpper(60), '04 50 02 45 36 30 03 16'],
  ['LOWER 15', new DispenseLower(15), '04 50 02 55 31 35 03 04'],
  ['BOTH 15 + 15 (BCC equals ETX)', new DispenseBoth(15, 15), '04 50 02 56 31 35 31 35 03 03'],
  ['BOTH 3 + 12', new DispenseBoth(3, 12), '04 50 02 56 30 33 31 32 03 03'],
  ['TEST upper', new TestDispense('upper'), '04 50 02 76 03 23'],
  ['TEST lower', new TestDispense('lower'), '04 50 02 77 03 22'],
];
for (const [name, message, bytes] of requests) {
  t.equal(spaced(message.serialize()), bytes, `request ${name}`);
}

const noteless = { check: [false, false, false, false], divert: [false, false], eject: false, solenoid: false };
const idle = { ...noteless, exit: false, cassetteMissing: [false, false], nearEnd: [false, false] };
const one = (checked: number, exited: number, rejected: number, nearEnd = false) => ({
  checked,
  exited,
  rejected,
  nearEnd,
});
const responses: [string, Message<unknown>, string, unknown][] = [
  ['purge good', new Purge(), '01 50 02 44 30 03 24', { error: 0x30 }],
  ['purge error', new Purge(), '01 50 02 44 4E 03 5A', { error: 0x4e }],
  [
    'idle 2000',
    new Status('lcdm2000'),
    '01 50 02 46 30 30 80 00 03 96',
    { ...idle, error: 0x30, rejectTrayMissing: false },
  ],
  [
    'idle 1000',
    new Status('lcdm1000'),
    '01 50 02 46 30 30 80 80 03 16',
    { ...idle, error: 0x30, cassetteMissing: [false, true], rejectTrayMissing: false },
  ],
  [
    'upper empty and near end',
    new Status('lcdm2000'),
    '01 50 02 46 30 38 C0 00 03 DE',
    { ...idle, error: 0x38, nearEnd: [true, false], rejectTrayMissing: false },
  ],
  [
    'tray out',
    new Status('lcdm2000'),
    '01 50 02 46 30 3F 80 40 03 D9',
    { ...idle, error: 0x3f, rejectTrayMissing: true },
  ],
  [
    'jam, exit blocked',
    new Status('lcdm2000'),
    '01 50 02 46 30 35 A0 00 03 B3',
    { ...idle, error: 0x35, exit: true, rejectTrayMissing: false },
  ],
  ['T20T sum 5624', new Rom(), '01 50 02 47 54 32 30 54 35 36 32 34 03 10', { version: 'T20', checksum: '5624' }],
  ['UPPER 1', new DispenseUpper(1), '01 50 02 45 30 31 30 31 31 30 30 30 03 14', up(0x31, one(1, 1, 0))],
  [
    'UPPER 10, one rejected',
    new DispenseUpper(10),
    '01 50 02 45 31 30 31 30 31 30 30 31 03 15',
    up(0x31, one(10, 10, 1)),
  ],
  ['short, 7 left', new DispenseUpper(10), '01 50 02 45 30 37 30 37 38 31 30 31 03 1D', up(0x38, one(7, 7, 1, true))],
  ['jam at exit', new DispenseUpper(10), '01 50 02 45 31 30 30 38 35 30 30 30 03 19', up(0x35, one(10, 8, 0))],
  [
    'LOWER 15 near end',
    new DispenseLower(15),
    '01 50 02 55 31 35 31 35 31 31 30 30 03 05',
    { error: 0x31, upper: null, lower: one(15, 15, 0, true) },
  ],
  [
    'BOTH 15 + 15',
    new DispenseBoth(15, 15),
    '01 50 02 56 31 35 31 35 31 35 31 35 31 30 30 30 30 30 30 03 37',
    { error: 0x31, upper: one(15, 15, 0), lower: one(15, 15, 0) },
  ],
  [
    'BOTH 3 + 12, lower near end, rejects 1 and 2',
    new DispenseBoth(3, 12),
    '01 50 02 56 30 33 30 33 31 32 31 32 31 30 31 30 31 30 32 03 35',
    { error: 0x31, upper: one(3, 3, 1), lower: one(12, 12, 2, true) },
  ],
  [
    'BOTH, lower ran empty',
    new DispenseBoth(10, 12),
    '01 50 02 56 31 30 31 30 30 35 30 34 40 30 31 30 30 30 31 03 47',
    { error: 0x40, upper: one(10, 10, 0), lower: one(5, 4, 1, true) },
  ],
  ['TEST upper', new TestDispense('upper'), '01 50 02 76 30 31 30 30 30 30 30 31 03 26', up(0x30, one(1, 0, 1))],
  [
    'TEST lower',
    new TestDispense('lower'),
    '01 50 02 77 30 31 30 30 30 30 30 31 03 27',
    { error: 0x30, upper: null, lower: one(1, 0, 1) },
  ],
  // SENSOR1 = 03: a byte with the value of ETX inside the data.
  [
    'sensor byte 03',
    new Status('lcdm2000'),
    '01 50 02 46 30 30 80 03 03 95',
    { ...idle, error: 0x30, solenoid: true, cassetteMissing: [true, false], rejectTrayMissing: false },
  ],
];
for (const [name, message, bytes, expected] of responses) {
  const frames = new PuloonParser(lcdm2000Dialect).push(hex(bytes));
  const [frame] = frames;
  if (frame?.kind !== 'response') {
    t.fail(`${name}: not a response`);
    continue;
  }
  t.equal(frames.length, 1);
  t.equal(frame.command, message.command, `response ${name}: command`);
  t.same(message.parse(frame.data), expected, `response ${name}: fields`);
}

t.test('the LCDM-1000 has its reject tray in another bit', (t) => {
  const data = hex('30 3F 80 81');
  t.match(new Status('lcdm1000').parse(data), { rejectTrayMissing: true, solenoid: false });
  t.match(new Status('lcdm2000').parse(data), { rejectTrayMissing: false, solenoid: true });
  t.end();
});

t.test('ROM checksums travel as low nibbles, plain ASCII is taken as well', (t) => {
  t.same(new Rom().parse(hex('54 32 30 54 3A 3D 32 3C')), { version: 'T20', checksum: 'AD2C' });
  t.same(new Rom().parse(hex('54 32 30 54 41 44 32 43')), { version: 'T20', checksum: 'AD2C' });
  t.throws(() => new Rom().parse(hex('58 32 30 54 30 30 30 30')), { code: 'DISPENSER_PROTOCOL' });
  t.end();
});

t.test('fields outside of the table are refused, not guessed', (t) => {
  t.throws(
    () => new Status('lcdm2000').parse(hex('30 30 00 00')),
    { code: 'DISPENSER_PROTOCOL' },
    'SENSOR0 bit 7 clear',
  );
  t.throws(() => new DispenseUpper(1).parse(hex('3A 31 30 31 31 30 30 30')), { code: 'DISPENSER_PROTOCOL' });
  t.throws(() => new DispenseUpper(1).parse(hex('30 31 30 31 31 32 30 30')), { code: 'DISPENSER_PROTOCOL' });
  t.throws(() => new DispenseUpper(0).serialize(), RangeError);
  t.throws(() => new DispenseUpper(61).serialize(), RangeError);
  t.throws(() => new DispenseBoth(5, 0).serialize(), RangeError, 'count 00 of one side is undocumented');
  t.end();
});

t.equal(bcc(hex('04 50 02 45 30 31 03')), 0x11);

function up(error: number, upper: unknown): unknown {
  return { error, upper, lower: null };
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function spaced(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1 ');
}
