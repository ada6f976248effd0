import t from 'tap';
import { control, encodeFrame, type Frame } from '../../../../src/dispenser/fujitsu/frame.ts';
import { FujitsuParser } from '../../../../src/dispenser/fujitsu/parser.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { printedAnswers } from './printedFrames.ts';

t.test('DATA may contain anything: ETX, STX, ENQ, ACK and NAK sequences are data', (t) => {
  for (const inside of [0x02, 0x03, 0x05, 0x06, 0x10, 0x15]) {
    for (const at of [2, 3, 20, 33]) {
      const data = new Uint8Array(40).fill(0x30);
      data.set([0xe0, 0x03]);
      data.set([0x10, inside], at);
      const frames = new FujitsuParser().push([...encodeFrame(data), ...control.enq]);
      t.same(frames, [{ kind: 'data', data }, { kind: 'enq' }], `10 ${inside} at ${at}`);
    }
  }
  t.end();
});

t.test('random streams in random pieces: what went in comes out', (t) => {
  const random = seededRandom(7);
  const upTo = (n: number) => Math.floor(random() * n);
  for (let round = 0; round < 400; round++) {
    const sent: Frame[] = [];
    const stream: number[] = [];
    for (let i = 0; i < 6; i++) {
      const kind = (['enq', 'ack', 'nak', 'data'] as const)[upTo(4)]!;
      // Few values, so that control sequences and headers inside DATA are common.
      const data = Uint8Array.from({ length: 3 + upTo(160) }, () => [0x10, 0x02, 0x03, 0x05, 0x15, 0x1c][upTo(6)]!);
      sent.push(kind === 'data' ? { kind, data } : { kind });
      stream.push(...(kind === 'data' ? encodeFrame(data) : control[kind]));
    }
    const parser = new FujitsuParser();
    const got: Frame[] = [];
    for (let from = 0; from < stream.length; ) {
      const to = from + 1 + upTo(20);
      got.push(...parser.push(stream.slice(from, to)));
      from = to;
    }
    t.same(got, sent, `round ${round}`);
    t.notOk(parser.pending);
  }
  t.end();
});

t.test('a damaged frame is one discarded case, never data, never a control sequence', (t) => {
  const random = seededRandom(11);
  for (const [name, frame] of Object.entries(printedAnswers)) {
    for (let round = 0; round < 500; round++) {
      const damaged = Uint8Array.from(frame);
      const first = Math.floor(random() * frame.length);
      // One to three flipped bits anywhere; the CRC finds all of these at this length.
      for (let flips = 0; flips < 1 + (round % 3); flips++) {
        const at = flips === 0 ? first : Math.floor(random() * frame.length);
        damaged[at]! ^= 1 << Math.floor(random() * 8);
      }
      if (Buffer.compare(damaged, frame) === 0) continue;
      const parser = new FujitsuParser();
      const frames = [...parser.push(damaged), ...parser.flush()];
      // A damaged second byte of all may make a control sequence of the start; what follows is rubbish then.
      const rest = damaged[0] === 0x10 && damaged[1] !== 0x02 ? frames.slice(-1) : frames;
      t.match(rest, [{ kind: 'discarded' }], `${name}, round ${round}`);
      t.equal(rest.length, 1);
      t.notOk(parser.pending);
    }
  }
  t.end();
});

t.test('why something was discarded', (t) => {
  const good = [...printedAnswers.initialised!];
  const why = (change: (bytes: number[]) => number[]) => {
    const parser = new FujitsuParser();
    const [frame] = [...parser.push(change([...good])), ...parser.flush()];
    return frame?.kind === 'discarded' ? frame.reason : frame?.kind;
  };
  t.equal(
    why((bytes) => bytes),
    'data',
  );
  t.equal(
    why((bytes) => bytes.slice(1)),
    'start',
  );
  t.equal(
    why((bytes) => bytes.with(2, 0x7f)),
    'length',
  );
  t.equal(
    why((bytes) => bytes.with(-3, 0x02)),
    'trailer',
  );
  t.equal(
    why((bytes) => bytes.with(-1, bytes.at(-1)! ^ 1)),
    'crc',
  );
  t.equal(
    why((bytes) => bytes.slice(0, -1)),
    'cutShort',
  );
  t.end();
});

t.test('after a damaged frame everything is swallowed until the line was silent', (t) => {
  const parser = new FujitsuParser();
  t.same(parser.push([0x42, ...control.nak, ...printedAnswers.counted!]), []);
  t.match(parser.flush(), [{ kind: 'discarded', reason: 'start' }]);
  t.match(parser.push(printedAnswers.counted!), [{ kind: 'data' }]);
  t.end();
});

t.test('endless rubbish is reported in bounded pieces', (t) => {
  const frames = new FujitsuParser().push(new Uint8Array(5000).fill(0x42));
  t.equal(frames.length, 4);
  t.ok(frames.every((frame) => frame.kind === 'discarded' && frame.bytes.length === 1024));
  t.end();
});
