import t from 'tap';
import { judge as judgeSaid } from '../../../../src/dispenser/puloon/judge.ts';
import type { DispenseResponse } from '../../../../src/dispenser/puloon/lcdm2000/dispenseResponse.ts';
import { deviceError, deviceErrors } from '../../../../src/dispenser/puloon/lcdm2000/errors.ts';

const judge = (requested: number[], { error, upper, lower }: DispenseResponse) =>
  judgeSaid(requested, { error, entry: deviceError(error), results: [upper, lower] }, ['upper', 'lower']);
const side = (checked: number, exited: number, rejected = 0) => ({ checked, exited, rejected, nearEnd: false });
const upper = (error: number, checked: number, exited: number, rejected = 0) =>
  judge([10, 0], { error, upper: side(checked, exited, rejected), lower: null }).outcome;

t.test('outcomes by error code and counts', (t) => {
  t.equal(upper(0x31, 10, 10), 'dispensed');
  t.equal(upper(0x30, 10, 10, 1), 'dispensed', 'rejects may or may not be part of CHK');
  t.equal(upper(0x31, 11, 10, 1), 'dispensed');
  t.equal(upper(0x31, 9, 9), 'suspect', 'good, and yet a note is missing');
  t.equal(upper(0x38, 7, 7, 1), 'short');
  t.equal(upper(0x38, 10, 10), 'dispensed', 'ran empty with the last note');
  t.equal(upper(0x32, 8, 7), 'suspect', 'a checked note neither left nor was rejected');
  t.equal(upper(0x38, 6, 7), 'suspect', 'a note went out that nobody saw come in');
  t.equal(upper(0x35, 10, 8), 'suspect', 'jam at the exit');
  t.equal(upper(0x36, 8, 8), 'suspect', 'any jam');
  t.equal(upper(0x3b, 0, 0), 'notExecuted');
  t.equal(upper(0x3f, 3, 3), 'suspect', 'not begun, and yet notes were counted');
  t.equal(upper(0x34, 10, 10), 'suspect', 'the device saw too many');
  t.equal(upper(0x31, 11, 11), 'suspect', 'more than asked for');
  t.equal(upper(0x99, 10, 10), 'suspect', 'undocumented code');
  t.end();
});

t.test('both cassettes are judged', (t) => {
  const report = judge([10, 12], { error: 0x40, upper: side(10, 10), lower: side(5, 4, 1) });
  t.match(report, { outcome: 'short', exited: [10, 4], rejected: [0, 1], deviceCode: '40' });
  t.equal(judge([3, 3], { error: 0x31, upper: side(3, 3), lower: side(4, 4) }).outcome, 'suspect');
  t.end();
});

t.test('the table: 30 documented codes, anything else is a failure with doubtful counts', (t) => {
  t.equal(deviceErrors.size, 30);
  for (let code = 0; code < 256; code++) {
    if (!deviceErrors.has(code)) t.equal(deviceError(code).effect, 'doubtful');
  }
  t.end();
});
