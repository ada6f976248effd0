import t from 'tap';
import { HostParser } from '../../../../../src/simulator/dispenser/lcdm2000/wire.ts';
import { answer, lcdm4000Commands } from '../../../../../src/simulator/dispenser/lcdm4000/wire.ts';
import { DeviceBench } from '../deviceBench.ts';
import { bytesOf, printed4000, textOf } from '../printedFrames.ts';

const answersTo = (name: string) => printed4000.find((exchange) => exchange.name === name)!.answers;
const requestOf = (name: string) => printed4000.find((exchange) => exchange.name === name)!.request!;

t.test('the simulator reads every printed command and writes every printed answer', (t) => {
  for (const { name, request, answers } of printed4000) {
    const bytes = bytesOf(request!);
    if (!name.includes('older variant')) {
      const code = bytes[3];
      t.same(
        new HostParser(lcdm4000Commands).push(bytes, 0),
        [{ what: 'command', code, data: [...bytes.slice(4, -2)] }],
        name,
      );
    }
    for (const text of answers) {
      const frame = bytesOf(text);
      t.equal(textOf(answer(frame[3]!, [...frame.slice(4, -2)])), text, name);
    }
  }
  t.end();
});

t.test('the older variant of DISPENSE is too short for this device, and dropped', async (t) => {
  const bench = new DeviceBench('lcdm4000');
  t.same(await bench.host(printed4000.at(-1)!.request!), []);
  t.equal(bench.device.cashCommands, 0);
});

t.test('the exchanges as printed', async (t) => {
  const bench = new DeviceBench('lcdm4000', { resetAnswer: 'two' });
  const exchange = async (name: string, answer = answersTo(name)[0]!) => {
    t.same(await bench.host(requestOf(name)), ['06', answer, '04'], name);
  };
  bench.machine.present[2] = false;
  bench.machine.present[3] = false;
  await exchange('STATUS');
  for (const slot of [2, 3]) bench.machine.present[slot] = true;
  await exchange('PURGE');
  bench.rejectAt(3);
  await exchange('DISPENSE 3,0,2,0');
  await exchange('LAST STATUS');
  bench.faults.arm({ kind: 'jamAtCheck', after: 8 });
  await exchange('DISPENSE 10,0,0,0');
  await exchange('LAST STATUS', answersTo('LAST STATUS')[1]!);
  await exchange('SET LENGTHS');
  await exchange('GET LENGTHS');
  await exchange('GET SERIAL');
  bench.machine.clear();
  bench.machine.present[0] = false;
  await bench.host('04 30 02 52 21 20 20 20 20 20 20 20 20 20 20 20 20 20 20 03 46');
  await exchange('STATUS', answersTo('STATUS')[1]!);
  const [reset] = answersTo('RESET');
  t.same(await bench.host(requestOf('RESET')), ['06', reset, reset, '04'], 'two equal answers');
});

t.test('RESET: the answers that the sources do not agree on', async (t) => {
  for (const [resetAnswer, expected] of [
    ['none', ['06']],
    ['ack', ['06']],
  ] as const) {
    t.same(await new DeviceBench('lcdm4000', { resetAnswer }).host(requestOf('RESET')), expected, resetAnswer);
  }
});

t.test('58 takes five notes to the reject tray, 53 those that it is told', async (t) => {
  const bench = new DeviceBench('lcdm4000');
  t.match(await bench.host(requestOf('SENSOR DIAG')), ['06', /^01 30 02 58 20 /, '04']);
  t.equal(bench.machine.inTray, 5);
  t.match(await bench.host(requestOf('TEST 1')), ['06', /^01 30 02 53 20 30 20 21 31 20 20 32/, '04']);
  t.equal(bench.machine.inTray, 6);
  t.ok(bench.ledger.totals.exited.every((count) => count === 0));
});

t.test('LAST STATUS after a loss of power, in the four ways that a device may have', async (t) => {
  const last = requestOf('LAST STATUS');
  const afterOne = '01 30 02 55 52 20 30 21 20 31 20 20 32 20 20 33 20 20 34';
  for (const [lastStatus, expected] of [
    ['lost', /^01 30 02 55 20 20 30 20 20 30/],
    ['stale', new RegExp(`^${afterOne}`)],
    ['partial', /^01 30 02 55 52 20 30 22 20 31/],
  ] as const) {
    const bench = new DeviceBench('lcdm4000', { lastStatus });
    t.match(await bench.host(last), ['06', /^01 30 02 55 20/, '04'], 'nothing was done yet');
    await bench.host('04 30 02 52 21 20 20 20 20 20 20 20 20 20 20 20 20 20 20 03 46');
    t.match(await bench.host(last), ['06', new RegExp(`^${afterOne}`), '04']);
    bench.faults.arm({ kind: 'powerLoss', after: 2, backMs: 500 });
    t.same(await bench.host(requestOf('DISPENSE 10,0,0,0')), ['06'], 'no answer');
    t.match(await bench.host(last), ['06', expected, '04'], lastStatus);
  }
  const refusing = new DeviceBench('lcdm4000', { lastStatus: 'refused' });
  t.same(await refusing.host(last), ['15']);
});

t.test('a missing EOT, codes 25, 0C and 0D, near end, no tray, a note at the exit', async (t) => {
  const bench = new DeviceBench('lcdm4000');
  bench.faults.arm({ kind: 'eotLost', times: 1 });
  t.same((await bench.host(requestOf('STATUS'))).length, 2);
  bench.faults.arm({ kind: 'nearEndCode' });
  t.match((await bench.host(requestOf('DISPENSE 3,0,2,0')))[1], /^01 30 02 52 45 30 23 20 31/);
  bench.faults.arm({ kind: 'pickError', after: 1 });
  bench.faults.arm({ kind: 'errorCode', code: 0x0d });
  t.match((await bench.host(requestOf('DISPENSE 3,0,2,0')))[1], /^01 30 02 52 2D 30 21 20 31/);
  t.match(
    (await bench.host('04 30 02 52 7F 7F 20 20 20 20 20 20 20 20 20 20 20 20 20 03 47'))[1],
    /^01 30 02 52 2C 30 20 20 31/,
    '190 notes are too many',
  );
  t.match((await bench.host('04 30 02 52 20 20 20 20 20 20 20 20 20 20 20 20 20 20 20 03 47'))[1], /^01 30 02 52 51/);
  bench.machine.trayPresent = false;
  t.match((await bench.host(requestOf('STATUS')))[1], /^01 30 02 50 46/);
  bench.machine.trayPresent = true;
  bench.faults.arm({ kind: 'jamAtExit', after: 1 });
  t.match((await bench.host(requestOf('DISPENSE 3,0,2,0')))[1], /^01 30 02 52 25 30 21 20 31/);
  t.match((await bench.host(requestOf('STATUS')))[1], /^01 30 02 50 25 28/);
  const low = new DeviceBench('lcdm4000', {}, 200);
  t.match((await low.host(requestOf('STATUS')))[1], /^01 30 02 50 20 20 2C 31/, 'near end');
});
