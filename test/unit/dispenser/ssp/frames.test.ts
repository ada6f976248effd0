import t from 'tap';
import { encodePacket } from '../../../../src/dispenser/ssp/frame.ts';
import { SspParser } from '../../../../src/dispenser/ssp/parser.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { HostReader, packet } from '../../../../src/simulator/dispenser/ssp/wire.ts';
import { printedFrames } from './printedFrames.ts';

t.equal(printedFrames.length, 22, 'every frame of §5');

for (const { name, wire, sequenceId, data } of printedFrames) {
  t.test(`printed: ${name}`, (t) => {
    t.same(encodePacket(sequenceId, data), wire, 'written by the daemon');
    t.same(new SspParser().push(wire), [{ kind: 'packet', sequenceId, data }], 'read by the daemon');
    t.same(packet(sequenceId, data), wire, 'written by the simulator');
    t.same(new HostReader().push(wire), [{ head: sequenceId, data }], 'read by the simulator');
    t.end();
  });
}

t.test('random packets in random pieces, with noise between them, come out whole in both readings', (t) => {
  const random = seededRandom(7);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let round = 0; round < 2000; round++) {
    const parser = new SspParser();
    const reader = new HostReader();
    const sent = Array.from({ length: 1 + below(4) }, () => ({
      sequenceId: below(2) * 0x80 + below(126),
      // Every second byte 7F: LEN and CRC take that value as well now and then.
      data: Uint8Array.from({ length: random() < 0.1 ? 127 : below(256) }, () => (random() < 0.5 ? 0x7f : below(256))),
    }));
    const noise = () => Array.from({ length: below(5) }, () => below(0x7f));
    const wire = sent.flatMap(({ sequenceId, data }) => [...noise(), ...encodePacket(sequenceId, data)]);
    const read = [];
    const heard = [];
    for (let at = 0; at < wire.length; ) {
      const size = 1 + below(20);
      read.push(...parser.push(wire.slice(at, at + size)));
      heard.push(...reader.push(Uint8Array.from(wire.slice(at, at + size))));
      at += size;
    }
    const packets = read.filter((frame) => frame.kind === 'packet');
    const got = packets.map((frame) => ({ sequenceId: frame.sequenceId, data: frame.data }));
    const simulated = heard.map(({ head, data }) => ({ sequenceId: head, data }));
    if (!(same(got, sent) && same(simulated, sent))) t.fail(`round ${round} differs`);
  }
  t.pass('2000 rounds');
  t.end();
});

t.test('one wrong bit or byte is never taken for a packet', (t) => {
  const random = seededRandom(11);
  for (const { name, wire, sequenceId, data } of printedFrames) {
    for (let at = 1; at < wire.length; at++) {
      for (const change of [1, 2, 4, 8, 16, 32, 64, 128, 1 + Math.floor(random() * 255)]) {
        const damaged = Uint8Array.from(wire);
        damaged[at]! ^= change;
        const accepted = new SspParser().push(damaged).filter((frame) => frame.kind === 'packet');
        const heard = new HostReader().push(damaged);
        if (accepted.length + heard.length > 0) t.fail(`${name}: byte ${at} ^ ${change} passes`);
      }
    }
    const parser = new SspParser();
    t.same(parser.push(wire.subarray(0, -1)), [], 'cut short: nothing yet');
    t.match(parser.push(wire), [{ kind: 'discarded' }, { kind: 'packet', sequenceId, data }], 'the repeat is read');
  }
  t.end();
});

t.test('a single 7F begins anew, a doubled one does not', (t) => {
  const { wire } = printedFrames[13]!;
  const frames = new SspParser().push([...wire.subarray(0, 6), ...wire]);
  t.match(frames, [{ kind: 'discarded', reason: 'cut' }, { kind: 'packet' }]);
  t.match(new SspParser().push([0x01, 0x02, ...wire]), [{ kind: 'discarded', reason: 'noise' }, { kind: 'packet' }]);
  t.equal(new SspParser().push(new Uint8Array(1000).fill(0x42)).length, 3, 'endless noise comes in bounded pieces');
  t.throws(() => encodePacket(0, new Uint8Array(256)), RangeError);
  t.end();
});

interface Plain {
  readonly sequenceId: number;
  readonly data: Uint8Array;
}

function same(a: readonly Plain[], b: readonly Plain[]): boolean {
  const text = (all: readonly Plain[]) =>
    all.map((one) => `${one.sequenceId}:${Buffer.from(one.data).toString('hex')}`);
  return text(a).join() === text(b).join();
}
