import t from 'tap';
import { encodeHeader, encodeRecord } from '../../../src/simulator/scene/wire.ts';

t.test('a record header, byte by byte (recording@1)', async (t) => {
  const payload = Buffer.from('123456789');
  const bytes = encodeRecord(2, 1, 0x01020304, 0x0a0b0c0dn, payload);
  t.equal(
    bytes.toString('hex'),
    [
      '02', // ir
      '01', // emitter on
      '0000',
      '04030201', // sequence
      '0d0c0b0a00000000', // microseconds
      '09000000', // length
      '2639f4cb', // CRC-32 of "123456789" is cbf43926
      '0000000000000000',
    ].join(''),
  );
});

t.test('the opening names two different cameras and a coded illuminator', async (t) => {
  const bytes = encodeHeader('2026-01-02T03:04:05.000Z', 'x');
  t.equal(bytes.subarray(0, 8).toString('latin1'), 'TSREC01\n');
  const length = bytes.readUInt32LE(8);
  t.equal(bytes.length, 12 + length);
  const header = JSON.parse(bytes.subarray(12).toString());
  t.match(header.cameras.rgb, { format: 'YUYV', stride: 1280, width: 640, height: 480 });
  t.match(header.cameras.ir, { format: 'GREY', stride: 640, width: 640, height: 480 });
  t.not(header.cameras.rgb.serial, header.cameras.ir.serial);
  t.same(header.illuminator, { kind: 'switched', coded: true });
});
