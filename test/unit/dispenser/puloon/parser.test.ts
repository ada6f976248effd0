import t from 'tap';
import { lcdm2000Dialect } from '../../../../src/dispenser/puloon/lcdm2000/dialect.ts';
import { lcdm4000Dialect } from '../../../../src/dispenser/puloon/lcdm4000/dialect.ts';
import { PuloonParser } from '../../../../src/dispenser/puloon/parser.ts';

const upper1 = '01 50 02 45 30 31 30 31 31 30 30 30 03 14';

t.test('byte by byte: noise, ACK, item events, answer, stray NCK', (t) => {
  const parser = new PuloonParser(lcdm2000Dialect);
  parser.expectControl = true;
  const bytes = hex(`FF 06 01 8D 01 01 9C 38 ${upper1} 15`);
  const frames = [...bytes].flatMap((byte) => parser.push([byte]));
  t.same(
    frames.map((frame) => frame.kind),
    ['discarded', 'ack', 'item', 'item', 'response', 'discarded'],
  );
  t.match(frames[2], { event: 'dispensing', value: 0x01 });
  t.match(frames[3], { event: 'rejected', value: 0x38 });
  t.match(frames[5], { reason: 'noise' }, 'a 15 after the answer is not a refusal');
  t.notOk(parser.pending);
  t.end();
});

t.test('frames are cut by length: BCC and data may look like any control byte', (t) => {
  // BOTH 10+12 with lower empty and a made-up answer whose BCC is 03; scanning for ETX or SOH would cut it.
  for (const check of [0x01, 0x03, 0x04, 0x06, 0x15]) {
    const body = [0x01, 0x50, 0x02, 0x46, 0x30, 0x30, 0x80, 0x00, 0x03];
    body[7] = body.reduce((xor, byte) => xor ^ byte, 0) ^ check;
    const frames = new PuloonParser(lcdm2000Dialect).push([...body, check]);
    t.equal(frames.length, 1);
    t.match(frames[0], { kind: 'response', command: 0x46 });
  }
  t.end();
});

t.test('data, check and every response may be full of control characters, in both families', (t) => {
  for (const dialect of [lcdm2000Dialect, lcdm4000Dialect]) {
    for (const [command, length] of Object.entries(dialect.responseLength)) {
      for (const filler of [0x01, 0x02, 0x03, 0x04, 0x06, 0x15]) {
        const body = [
          0x01,
          dialect.id,
          0x02,
          Number(command),
          ...Array.from({ length: length - 6 }, () => filler),
          0x03,
        ];
        const frame = [...body, body.reduce((xor, byte) => xor ^ byte, 0)];
        const parser = new PuloonParser(dialect);
        parser.expectControl = true;
        t.same(parser.push(frame.slice(0, -1)), [], `${command} of ${filler}: nothing before its end`);
        const data = Uint8Array.from(frame.slice(4, -2));
        t.same(parser.push(frame.slice(-1)), [{ kind: 'response', command: Number(command), data }]);
      }
    }
  }
  t.end();
});

t.test('EOT is a sign of its own only where transactions close with it; the families do not read each other', (t) => {
  t.same(new PuloonParser(lcdm4000Dialect).push([0x04]), [{ kind: 'eot' }]);
  const other = new PuloonParser(lcdm2000Dialect);
  t.same(
    [...other.push([0x04]), ...other.flush()],
    [{ kind: 'discarded', reason: 'unreadable', bytes: Uint8Array.of(4) }],
  );
  for (const [dialect, bytes] of [
    [lcdm4000Dialect, upper1],
    [lcdm2000Dialect, '01 30 02 67 20 25 03 52'],
    [lcdm4000Dialect, '01 8D 01'],
  ] as const) {
    const parser = new PuloonParser(dialect);
    t.match([...parser.push(hex(bytes)), ...parser.flush()], [{ kind: 'discarded', reason: 'unreadable' }]);
  }
  t.end();
});

t.test('a damaged frame is one unreadable case, whatever its rest looks like', (t) => {
  const good = [...hex(upper1)];
  for (let position = 0; position < good.length; position++) {
    for (let bit = 0; bit < 8; bit++) {
      const damaged = [...good];
      damaged[position]! ^= 1 << bit;
      const parser = new PuloonParser(lcdm2000Dialect);
      const frames = [...parser.push(damaged), ...parser.flush()];
      const kinds = frames.map((frame) => (frame.kind === 'discarded' ? frame.reason : frame.kind));
      t.notOk(kinds.includes('response'), `byte ${position} bit ${bit} does not pass`);
      t.ok(kinds.includes('unreadable') || kinds.includes('item'), `byte ${position} bit ${bit}: ${kinds}`);
      t.notOk(parser.pending);
    }
  }
  t.end();
});

t.test('a frame cut short stays pending until it is given up', (t) => {
  const parser = new PuloonParser(lcdm2000Dialect);
  t.same(parser.push(hex(upper1).subarray(0, 9)), []);
  t.ok(parser.pending);
  t.match(parser.flush(), [{ kind: 'discarded', reason: 'unreadable' }]);
  t.notOk(parser.pending);
  t.match(parser.push(hex(upper1)), [{ kind: 'response' }], 'the next frame is read from its start');
  t.end();
});

t.test('endless rubbish is reported in bounded pieces', (t) => {
  const frames = new PuloonParser(lcdm2000Dialect).push(new Uint8Array(1000).fill(0x42));
  t.equal(frames.length, 3);
  t.ok(frames.every((frame) => frame.kind === 'discarded' && frame.bytes.length === 256));
  t.end();
});

t.test('ACK is one only while it is waited for; a NCK leaves the way open for a contradicting ACK', (t) => {
  const parser = new PuloonParser(lcdm2000Dialect);
  t.match(parser.push([0x06]), [{ kind: 'discarded', reason: 'noise' }]);
  parser.expectControl = true;
  t.match(parser.push([0x15, 0x06, 0x15]), [{ kind: 'nck' }, { kind: 'ack' }, { kind: 'discarded', reason: 'noise' }]);
  t.end();
});

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}
