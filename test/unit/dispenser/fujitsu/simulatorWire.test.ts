import t from 'tap';
import { countAnswer, shortAnswer } from '../../../../src/simulator/dispenser/fujitsu/answers.ts';
import { readRequest } from '../../../../src/simulator/dispenser/fujitsu/requests.ts';
import { check, framed, HostReader, numberAt, twoDigits } from '../../../../src/simulator/dispenser/fujitsu/wire.ts';
import { printedAnswers, printedRequests } from './printedFrames.ts';

// The simulator is checked against the bytes of the reference, not against the daemon's code.
t.test('every printed request, as the device reads it', (t) => {
  const count = { notes: [3, 0, 12, 0], rejects: [4, 4, 4, 4], retries: [3, 3, 3, 3] };
  const wanted: Readonly<Record<string, object>> = {
    status: { ask: 'status' },
    extendedStatus: { ask: 'unknown' },
    transportFront: { ask: 'transport' },
    sensorLevel: { ask: 'sensorLevel' },
    initialiseUsd: { ask: 'initialise', slots: [true, true, true, true] },
    mechanicalReset: { ask: 'mechanicalReset' },
    cancel: { ask: 'cancel' },
    count: { ask: 'count', ...count },
    countTransport: { ...count, ask: 'countAndTransport', rejects: [3, 3, 3, 3], retries: [0, 0, 0, 0] },
    oneNote: { ask: 'count', notes: [1, 0, 0, 0], rejects: [0, 0, 0, 0], retries: [2, 2, 2, 0] },
  };
  t.same(Object.keys(wanted), Object.keys(printedRequests));
  for (const [name, frame] of Object.entries(printedRequests)) {
    const [input, ...rest] = new HostReader().push(frame);
    t.same(rest, [], name);
    t.same(input?.what === 'frame' ? readRequest(input.data) : input, wanted[name], name);
  }
  t.end();
});

t.test('every printed answer, as the device writes it', (t) => {
  const head = { command: 0x02, error: [0, 0], notesAtExit: false, ids: [null, null, null, null] } as const;
  const made: Readonly<Record<string, Uint8Array>> = {
    initialised: shortAnswer(head),
    noCassette1: shortAnswer({ ...head, error: [0x10, 0] }),
    counted: countAnswer({ ...head, command: 0x03 }, [3, 0, 12, 0], [0, 0, 1, 0]),
    jammed: countAnswer({ ...head, command: 0x03, error: [0x78, 0x01] }, [3, 0, 5, 0], [0, 0, 1, 0]),
  };
  t.same(Object.keys(made), Object.keys(printedAnswers));
  for (const [name, frame] of Object.entries(printedAnswers)) t.equal(hex(framed(made[name]!)), hex(frame), name);
  t.end();
});

t.test('check value and parity digits', (t) => {
  const text = Buffer.from('123456789');
  t.equal(check(text, 0, text.length), 0x2189);
  t.same(twoDigits(47), [0xb4, 0xb7]);
  t.equal(numberAt(Uint8Array.of(0xb4, 0xb7), 0), 47);
  t.equal(numberAt(Uint8Array.of(0x34, 0xb7), 0), null, 'wrong parity');
  t.end();
});

t.test('the host bytes in any pieces, with rubbish in between', (t) => {
  const reader = new HostReader();
  const stream = [0x10, 0x05, 0xff, 0x42, ...printedRequests.cancel!, 0x10, 0x06, 0x10, 0x15];
  const found = stream.flatMap((byte) => reader.push(Uint8Array.of(byte)));
  t.same(
    found.map(({ what }) => what),
    ['enq', 'frame', 'ack', 'nak'],
  );
  const damaged = Uint8Array.from(printedRequests.count!);
  damaged[9]! ^= 0x03;
  t.same(new HostReader().push(damaged), [{ what: 'damaged' }]);
  t.same(new HostReader().push(Uint8Array.of(0x10, 0x02, 0x7f, 0x00)), [{ what: 'damaged' }], 'no such long request');
  t.end();
});

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex').toUpperCase();
}
