import t from 'tap';
import { isTellersightError } from '../../../src/lib/errors.ts';
import { MAGIC } from '../../../src/vision/capture/recordingFormat.ts';
import { RecordingParser } from '../../../src/vision/capture/recordingParser.ts';
import { Collector, camera, header, smallRecording } from './support/recordings.ts';

/** Reads `bytes` in chunks; returns the sink and the code it ended with (null = whole). */
function read(bytes: Uint8Array, chunk = 4096): { sink: Collector; code: string | null } {
  const sink = new Collector();
  const parser = new RecordingParser(sink);
  try {
    for (let at = 0; at < bytes.length; at += chunk) parser.push(bytes.subarray(at, at + chunk));
    parser.end();
    return { sink, code: null };
  } catch (error) {
    if (!isTellersightError(error)) throw error;
    return { sink, code: error.code };
  }
}

const whole = smallRecording(3);
const headerLength = whole.readUInt32LE(MAGIC.length);
const records = MAGIC.length + 4 + headerLength;

t.test('what is written is read, whatever the chunks', async (t) => {
  for (const chunk of [1, 7, 31, 512, 100_000]) {
    const { sink, code } = read(whole, chunk);
    t.equal(code, null);
    t.strictSame(sink.headers, [header]);
    t.equal(sink.frames.length, 6);
    const [rgb, ir] = sink.frames;
    t.match(rgb, { channel: 'rgb', illuminated: null, sequence: 0, timestampUs: 1000 });
    t.match(ir, { channel: 'ir', illuminated: true, sequence: 0, timestampUs: 1500 });
    t.ok(sink.frames.every((frame) => frame.data.every((byte) => byte === frame.sequence)));
  }
});

t.test('the literal bytes of a record', async (t) => {
  t.equal(whole.subarray(0, 8).toString('latin1'), 'TSREC01\n');
  const ir = whole.subarray(records + 32 + 512, records + 32 + 512 + 32);
  t.equal(ir[0], 2, 'type: ir');
  t.equal(ir[1], 1, 'illuminator on');
  t.equal(ir.readUInt32LE(4), 0, 'sequence');
  t.equal(ir.readBigUInt64LE(8), 1500n, 'microseconds');
  t.equal(ir.readUInt32LE(16), 256, 'payload length');
});

t.test('cut at every byte: always RECORDING_CUT_SHORT, memory given back', async (t) => {
  let wrong = 0;
  for (let length = 0; length < whole.length; length++) {
    const { sink, code } = read(whole.subarray(0, length));
    if (code !== 'RECORDING_CUT_SHORT' || sink.out.size !== 0) wrong++;
  }
  t.equal(wrong, 0, `${whole.length} cuts`);
});

t.test('one flipped bit anywhere after the header is found', async (t) => {
  // Fields that describe a frame but are not covered by its checksum: type, light, sequence, time.
  const open = new Set([0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  let missed = 0;
  let tried = 0;
  for (let at = records; at < records + 32 + 512 + 32 + 256; at++) {
    const inRecord = (at - records) % (32 + 512);
    if (at < records + 544 && open.has(inRecord)) continue;
    if (at >= records + 544 && open.has(at - records - 544)) continue;
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] as number) ^ (1 << (at % 8));
    tried++;
    const { sink, code } = read(copy);
    if ((code !== 'RECORDING_DAMAGED' && code !== 'RECORDING_CUT_SHORT') || sink.out.size !== 0) missed++;
  }
  t.equal(missed, 0, `${tried} flips`);
});

t.test('damage is named', async (t) => {
  const change = (at: number, value: number) => {
    const copy = Buffer.from(whole);
    copy[at] = value;
    return copy;
  };
  t.equal(read(change(0, 0x58)).code, 'RECORDING_DAMAGED', 'magic');
  t.equal(read(change(6, 0x32)).code, 'RECORDING_UNSUPPORTED', 'container version 02');
  t.equal(read(change(10, 0xff)).code, 'RECORDING_DAMAGED', 'header length beyond the limit');
  t.equal(read(change(12, 0x5b)).code, 'RECORDING_DAMAGED', 'header is not JSON');
  t.equal(read(change(records, 9)).code, 'RECORDING_DAMAGED', 'record type');
  t.equal(read(change(records + 1, 7)).code, 'RECORDING_DAMAGED', 'illuminator state');
  t.equal(read(change(records + 2, 1)).code, 'RECORDING_DAMAGED', 'reserved field');
  t.equal(read(change(records + 15, 0xff)).code, 'RECORDING_DAMAGED', 'time beyond 2^53');
  t.equal(read(change(records + 18, 1)).code, 'RECORDING_DAMAGED', 'payload length is not the size of a frame');
  t.equal(read(change(records + 40, 99)).code, 'RECORDING_DAMAGED', 'payload does not fit its checksum');
  t.equal(read(Buffer.concat([whole, Buffer.from([0])])).code, 'RECORDING_DAMAGED', 'bytes after the end');
});

t.test('an end record that counts other frames is damage: frames were cut out', async (t) => {
  const first = whole.subarray(0, records);
  const rest = whole.subarray(records + 2 * 32 + 512 + 256);
  t.equal(read(Buffer.concat([first, rest])).code, 'RECORDING_DAMAGED');
});

function withHeader(change: (json: Record<string, never>) => void): Buffer {
  const json = structuredClone(header) as unknown as Record<string, never>;
  change(json);
  const text = Buffer.from(JSON.stringify(json));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from(MAGIC), length, text]);
}

t.test('headers that cannot be', async (t) => {
  const cameras = (rgb: unknown) =>
    withHeader((json) => void Object.assign(json, { cameras: { ...header.cameras, rgb } }));
  t.equal(
    read(withHeader((json) => void Object.assign(json, { schema: 'recording@2' }))).code,
    'RECORDING_UNSUPPORTED',
  );
  t.equal(read(withHeader((json) => void Object.assign(json, { schema: 7 }))).code, 'RECORDING_DAMAGED');
  t.equal(read(cameras(camera('H264', 16, 16, 0))).code, 'RECORDING_UNSUPPORTED');
  t.equal(read(cameras(camera('YUYV', 16, 16, 31))).code, 'RECORDING_DAMAGED', 'stride shorter than a row');
  t.equal(read(cameras(camera('YUYV', 8192, 8192, 131_072))).code, 'RECORDING_DAMAGED', 'larger than 32 MiB');
  t.equal(read(cameras(camera('YUYV', 0, 16, 32))).code, 'RECORDING_DAMAGED');
});

t.test('without room a frame is read over and counted, not kept', async (t) => {
  const sink = new Collector();
  sink.room = false;
  const parser = new RecordingParser(sink);
  parser.push(whole);
  parser.end();
  t.equal(sink.frames.length, 0);
  t.equal(sink.skippedFrames, 6);
});

t.test('MJPG frames may differ in length within a bound', async (t) => {
  const mjpg = { ...header, cameras: { rgb: camera('MJPG', 16, 16, 0), ir: header.cameras.ir } };
  const { sink, code } = read(smallRecording(2, mjpg));
  t.equal(code, null);
  t.equal(sink.frames.length, 4);
});
