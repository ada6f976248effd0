import t from 'tap';
import { encodePacket } from '../../../../src/dispenser/ssp/frame.ts';
import { defaultLimits } from '../../../../src/dispenser/ssp/limits.ts';
import { type LineEnding, SspLine } from '../../../../src/dispenser/ssp/line.ts';
import { VirtualTime } from '../virtualTime.ts';
import { bytes, printed } from './printedFrames.ts';

const poll = bytes('07');
const ok = bytes('F0');

function line(address = 0) {
  const time = new VirtualTime();
  const wrote: string[] = [];
  const strays: string[] = [];
  const made = new SspLine({
    write: (data) => void wrote.push(hex(data)),
    timers: time,
    limits: defaultLimits,
    address,
    onStray: (data) => void strays.push(hex(data)),
  });
  const ask = (data = poll, tries = 20) => made.exchange(data, tries, (answer) => answer);
  return { time, wrote, strays, line: made, ask };
}

t.test('a new flag for each packet, after a good answer only', async (t) => {
  const { line: ssp, ask, wrote } = line();
  for (const flag of [0x80, 0x00, 0x80]) {
    const ending = ask();
    t.equal(wrote.at(-1), hex(encodePacket(flag, poll)));
    ssp.receive(encodePacket(flag, ok));
    t.match(await ending, { kind: 'reply', value: ok });
  }
  ssp.restartSequence();
  void ask(bytes('11'));
  t.equal(wrote.at(-1), hex(printed('SYNC').wire), 'SYNC is sent with the flag set');
  ssp.linkLost();
});

t.test('silence: the same bytes again after 1 s, 20 in all, and never anything else in between', async (t) => {
  const { time, wrote, line: ssp, ask } = line();
  const ending = ask();
  await time.pass(999);
  t.equal(wrote.length, 1);
  await time.pass(1);
  t.equal(wrote.length, 2);
  t.match(await time.until(ending, 60_000), { kind: 'silence', heard: false });
  t.equal(time.nowMs(), 20_000);
  t.same(wrote, Array(20).fill(hex(encodePacket(0x80, poll))));
  void ask();
  t.equal(wrote.at(-1), hex(encodePacket(0x80, poll)), 'giving up is no good answer: the flag stays');
  ssp.linkLost();
});

t.test('an answer under another flag or address, a damaged one, or one that is refused is none', async (t) => {
  const { time, line: ssp, wrote } = line(5);
  let refused = 0;
  const ending = ssp.exchange(poll, 3, (answer): Uint8Array | null => {
    if (answer[0] === 0xf0) return answer;
    refused += 1;
    return null;
  });
  ssp.receive(encodePacket(0x05, ok));
  ssp.receive(encodePacket(0x80, ok));
  ssp.receive(encodePacket(0x85, bytes('7E')));
  const damaged = encodePacket(0x85, ok);
  damaged[4]! ^= 1;
  ssp.receive(damaged);
  await time.pass(1500);
  t.equal(refused, 1);
  t.equal(wrote.length, 2, 'still waiting');
  ssp.receive(encodePacket(0x85, ok).subarray(0, 4));
  await time.pass(1000);
  ssp.receive(encodePacket(0x85, ok));
  t.match(await ending, { kind: 'reply' }, 'the repeat is read although an answer was cut short before it');
});

t.test('late copies of answers are expected, anything else on the idle line is not', async (t) => {
  const { line: ssp, ask, strays } = line();
  for (const flag of [0x80, 0x00, 0x80]) {
    const ending = ask();
    ssp.receive(encodePacket(flag, ok));
    await ending;
  }
  ssp.receive(encodePacket(0x80, ok));
  ssp.receive(encodePacket(0x00, ok));
  t.same(strays, []);
  ssp.receive(encodePacket(0x00, bytes('F0 D2')));
  ssp.receive(encodePacket(0x01, ok));
  t.same(strays, ['F0D2', 'F0']);
});

t.test('a cut line ends it at once; one packet at a time', async (t) => {
  const { line: ssp, ask, time, wrote } = line();
  const ending: Promise<LineEnding<Uint8Array>> = ask();
  await t.rejects(ask(), /one packet at a time/);
  ssp.linkLost();
  t.same(await ending, { kind: 'linkLost' });
  await time.pass(5000);
  t.equal(wrote.length, 1, 'and nothing is sent any more');
});

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex').toUpperCase();
}
