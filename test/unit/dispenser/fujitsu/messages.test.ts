import t from 'tap';
import { Cancel } from '../../../../src/dispenser/fujitsu/cancel.ts';
import { CountAndTransport } from '../../../../src/dispenser/fujitsu/countAndTransport.ts';
import { CountBills } from '../../../../src/dispenser/fujitsu/countBills.ts';
import { crcKermit } from '../../../../src/dispenser/fujitsu/crc.ts';
import { readDigits, writeDigits } from '../../../../src/dispenser/fujitsu/digits.ts';
import { ExtendedStatus } from '../../../../src/dispenser/fujitsu/extendedStatus.ts';
import { encodeFrame } from '../../../../src/dispenser/fujitsu/frame.ts';
import { Initialise } from '../../../../src/dispenser/fujitsu/initialise.ts';
import { MechanicalReset } from '../../../../src/dispenser/fujitsu/mechanicalReset.ts';
import type { Message } from '../../../../src/dispenser/fujitsu/message.ts';
import { FujitsuParser } from '../../../../src/dispenser/fujitsu/parser.ts';
import { SensorLevels } from '../../../../src/dispenser/fujitsu/sensorLevels.ts';
import { Status } from '../../../../src/dispenser/fujitsu/status.ts';
import { TransportToFront } from '../../../../src/dispenser/fujitsu/transportToFront.ts';
import { printedAnswers, printedRequests } from './printedFrames.ts';

const usd = { lengthMax: 0xa6, lengthMin: 0x92, thickness: 0x0d };
const notes = [3, 0, 12, 0];
const messages: Readonly<Record<string, Message<unknown>>> = {
  status: new Status(),
  extendedStatus: new ExtendedStatus(),
  transportFront: new TransportToFront(),
  sensorLevel: new SensorLevels(),
  initialiseUsd: new Initialise([usd, usd, usd, usd]),
  mechanicalReset: new MechanicalReset(),
  cancel: new Cancel(),
  count: new CountBills({ notes, maxRejects: [4, 4, 4, 4], pickRetries: [3, 3, 3, 3] }),
  countTransport: new CountAndTransport({ notes, maxRejects: [3, 3, 3, 3], pickRetries: [] }),
  oneNote: new CountBills({ notes: [1], maxRejects: [], pickRetries: [2, 2, 2] }),
};

t.test('every printed request, byte for byte', (t) => {
  t.same(Object.keys(messages), Object.keys(printedRequests));
  for (const [name, frame] of Object.entries(printedRequests)) {
    t.equal(hex(encodeFrame(messages[name]!.serialize())), hex(frame), name);
  }
  t.end();
});

t.test('every printed answer, read', (t) => {
  const count = messages.count!;
  t.match(messages.initialiseUsd!.parse(dataOf('initialised')), { abnormal: false, code: 0, notesAtExit: false });
  t.match(messages.initialiseUsd!.parse(dataOf('noCassette1')), { abnormal: true, code: 0x10, additional: 0 });
  t.match(count.parse(dataOf('counted')), { abnormal: false, dispensed: notes, rejected: [0, 0, 1, 0] });
  t.match(
    count.parse(dataOf('jammed')),
    { abnormal: true, code: 0x78, additional: 1, dispensed: [3, 0, 5, 0], rejected: [0, 0, 1, 0] },
    'counts are valid in F0 answers',
  );
  t.equal(Object.keys(printedAnswers).length, 4);
  t.end();
});

t.test('check value of the CRC, parity digits', (t) => {
  t.equal(crcKermit(Buffer.from('123456789')), 0x2189);
  const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => writeDigits(digit)[1]);
  t.same(digits, [0x30, 0xb1, 0xb2, 0x33, 0xb4, 0x35, 0x36, 0xb7, 0xb8, 0x39]);
  for (let count = 0; count <= 99; count++) t.equal(readDigits(Uint8Array.from(writeDigits(count)), 0), count);
  for (let byte = 0; byte < 256; byte++) {
    if (digits.includes(byte)) continue;
    t.throws(() => readDigits(Uint8Array.of(0x30, byte), 0), { code: 'DISPENSER_PROTOCOL' }, `${byte} is no digit`);
  }
  for (const wrong of [-1, 100, 1.5, Number.NaN]) t.throws(() => writeDigits(wrong), RangeError);
  t.end();
});

t.test('registers: notes at the exit and cassettes', (t) => {
  const data = dataOf('initialised');
  data[1] = 0x01;
  data[14] = 0xef;
  data.set([0x8c, 0x0a, 0x89], 18);
  t.match(new Status().parse(data), { notesAtExit: false, cassetteIds: [12, null, 9, null] }, 'only bit 4 counts');
  data[14] = 0x10;
  t.match(new Status().parse(data), { notesAtExit: true });
  t.throws(() => new Status().parse(data.subarray(0, 21)), { code: 'DISPENSER_PROTOCOL' }, 'no place for slot 4');
  data[2] = 0xff;
  t.throws(() => new Status().parse(data), { code: 'DISPENSER_PROTOCOL' }, 'the long form has other offsets');
  t.end();
});

t.test('the same answer from a device that sends 139 bytes; not one that ends before its counts', (t) => {
  const data = dataOf('jammed');
  t.match(messages.count!.parse(data.subarray(0, 139)), { dispensed: [3, 0, 5, 0] });
  t.throws(() => messages.count!.parse(data.subarray(0, 0x36)), { code: 'DISPENSER_PROTOCOL' });
  data[0x28] = 0xb3; // 33 with the wrong parity
  t.throws(() => messages.count!.parse(data), { code: 'DISPENSER_PROTOCOL' });
  t.throws(() => messages.count!.parse(dataOf('initialised')), { code: 'DISPENSER_PROTOCOL' }, 'another answer');
  t.end();
});

t.test('sensor levels', (t) => {
  const data = dataOf('initialised');
  data.set([1, 8, 9, 12, 13], 0x27);
  const levels = new SensorLevels().parse(data);
  t.equal(levels.length, 15);
  t.match(levels[0], { sensor: 'FDLS1', state: 'good' });
  t.same(
    levels.slice(1, 6).map(({ state }) => state),
    ['good', 'clean', 'clean', 'replace', 'none'],
  );
  t.end();
});

t.test('what must not be written is not', (t) => {
  t.throws(() => new Initialise([{ ...usd, thickness: 0 }]), RangeError, 'zeros are a mechanical reset');
  t.throws(() => new Initialise([{ ...usd, lengthMin: 0xa7 }]), RangeError);
  t.throws(() => new Initialise([]), RangeError);
  const request = { notes: [1], maxRejects: [], pickRetries: [4] };
  t.throws(() => new CountBills(request).serialize(), RangeError);
  t.throws(() => new CountBills({ ...request, notes: [0, 0, 0, 0, 1] }).serialize(), RangeError);
  t.equal(new Initialise([usd], true).serialize()[3], 0x40, 'polymer');
  t.equal(hex(new Initialise([usd]).serialize()), '60020D00A6920000000000000D0000001C', 'a missing cassette is zeros');
  t.end();
});

function dataOf(name: string): Uint8Array {
  const [frame] = new FujitsuParser().push(printedAnswers[name]!);
  if (frame?.kind !== 'data') throw new Error(`${name} is ${frame?.kind}`);
  return frame.data;
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex').toUpperCase();
}
