import t from 'tap';
import type { CountResponse } from '../../../../src/dispenser/fujitsu/countResponse.ts';
import { deviceError, deviceErrors } from '../../../../src/dispenser/fujitsu/errors.ts';
import { fujitsuErrorsTable } from '../../../../src/dispenser/fujitsu/errorsTable.ts';
import { judge } from '../../../../src/dispenser/fujitsu/judge.ts';
import { readCount } from '../../../../src/dispenser/fujitsu/readCount.ts';

const requested = [3, 0, 5, 0];

function answer(change: Partial<CountResponse> = {}): CountResponse {
  const { code = 0 } = change;
  return {
    abnormal: code !== 0,
    command: 3,
    code,
    additional: 0,
    notesAtExit: true,
    cassetteIds: [12, 10, 9, 6],
    dispensed: requested,
    rejected: [0, 0, 0, 0],
    ...change,
  };
}

const cases: { name: string; response: CountResponse; outcome: string; over?: true }[] = [
  { name: 'all out', response: answer(), outcome: 'dispensed' },
  { name: 'all out, exit already free', response: answer({ notesAtExit: false }), outcome: 'dispensed' },
  { name: 'normal with a note missing', response: answer({ dispensed: [3, 0, 4, 0] }), outcome: 'suspect' },
  { name: 'empty', response: answer({ code: 0x31, dispensed: [3, 0, 2, 0] }), outcome: 'short' },
  {
    name: 'empty, none out',
    response: answer({ code: 0x11, dispensed: [0, 0, 0, 0], notesAtExit: false }),
    outcome: 'short',
  },
  {
    name: 'empty, none out, yet one at the exit',
    response: answer({ code: 0x11, dispensed: [0, 0, 0, 0] }),
    outcome: 'suspect',
  },
  { name: 'empty, yet all out', response: answer({ code: 0x31 }), outcome: 'suspect' },
  { name: 'empty, by one source', response: answer({ code: 0x41, dispensed: [3, 0, 2, 0] }), outcome: 'suspect' },
  { name: 'pick error, by one source', response: answer({ code: 0x16, dispensed: [3, 0, 2, 0] }), outcome: 'suspect' },
  { name: 'jam', response: answer({ code: 0x78, dispensed: [3, 0, 2, 0] }), outcome: 'suspect' },
  {
    name: 'not begun, by one source',
    response: answer({ code: 0xe1, dispensed: [0, 0, 0, 0], notesAtExit: false }),
    outcome: 'suspect',
  },
  { name: 'undocumented', response: answer({ code: 0x99, dispensed: [3, 0, 2, 0] }), outcome: 'suspect' },
  { name: 'abnormal with code 00', response: answer({ abnormal: true }), outcome: 'suspect' },
  { name: 'normal with a code', response: answer({ abnormal: false, code: 0x31 }), outcome: 'suspect' },
  { name: 'too many', response: answer({ dispensed: [4, 0, 5, 0] }), outcome: 'suspect', over: true },
  { name: 'of a slot nobody asked', response: answer({ dispensed: [3, 0, 5, 1] }), outcome: 'suspect', over: true },
];

for (const { name, response, outcome, over } of cases) {
  t.test(name, (t) => {
    const report = judge(requested, response, 3);
    t.equal(report.outcome, outcome);
    t.same(report.exited, response.dispensed.slice(0, 3), 'the counts are handed on, whatever the outcome');
    t.equal(report.overDispense, over);
    t.end();
  });
}

t.test('the code in words', (t) => {
  t.match(judge(requested, answer({ code: 0x78, additional: 0x03 }), 4), {
    deviceCode: '78-03',
    deviceMeaning: 'jam at FDLS3 (by one source)',
  });
  t.match(judge(requested, answer({ code: 0x31, dispensed: [0, 0, 1, 0] }), 4), {
    deviceCode: '31',
    deviceMeaning: 'cassette 3 empty',
  });
  t.end();
});

t.test('a good CRC around unreadable counts is suspect', (t) => {
  const data = new Uint8Array(157);
  data.set([0xe0, 0x03, 0x99]);
  t.match(readCount(data, requested, 4), {
    report: { outcome: 'suspect', exited: [null, null, null, null] },
    code: null,
  });
  t.end();
});

t.test('only what two sources say makes a result certain', (t) => {
  for (let code = 1; code < 256; code++) {
    const { outcome } = judge(requested, answer({ code, dispensed: [1, 0, 0, 0] }), 4);
    t.equal(outcome, [0x11, 0x21, 0x31].includes(code) ? 'short' : 'suspect', code.toString(16));
  }
  t.match(deviceError(0x99), { effect: 'doubtful', unconfirmed: true });
  t.end();
});

t.test('the table of the docs page has a row for every code', (t) => {
  const rows = fujitsuErrorsTable().split('\n').slice(2, -1);
  t.equal(rows.length, deviceErrors.size);
  t.equal(
    rows.find((row) => row.startsWith('| 41 ')),
    '| 41 | cassette 4 empty | one | suspect: locked until somebody has counted |',
  );
  t.end();
});
