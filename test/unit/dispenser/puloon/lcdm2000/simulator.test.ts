import t from 'tap';
import { answer, HostParser } from '../../../../../src/simulator/dispenser/lcdm2000/wire.ts';
import { DeviceBench } from '../deviceBench.ts';
import { bytesOf, printed2000, textOf } from '../printedFrames.ts';

const upper1 = '04 50 02 45 30 31 03 11';
const upper10 = '04 50 02 45 31 30 03 11';
const status = '04 50 02 46 03 13';
const one = '01 50 02 45 30 31 30 31 31 30 30 30 03 14';

t.test('the simulator reads every printed command and writes every printed answer', (t) => {
  for (const { name, request, answers } of printed2000) {
    if (request !== null) {
      const bytes = bytesOf(request);
      const data = [...bytes.slice(4, -2)];
      t.same(new HostParser().push(bytes, 0), [{ what: 'command', code: bytes[3], data }], name);
    }
    for (const text of answers) {
      const frame = bytesOf(text);
      t.equal(textOf(answer(frame[3]!, [...frame.slice(4, -2)])), text, name);
    }
  }
  t.end();
});

t.test('printed situations make the printed answers', async (t) => {
  const answerTo = (name: string, i: number) => printed2000.find((exchange) => exchange.name === name)!.answers[i]!;
  const jam = new DeviceBench('lcdm2000');
  t.same(await jam.host(upper1), ['06', answerTo('UPPER 1', 0)]);
  t.same(await jam.host('04 50 02 44 03 11'), ['06', answerTo('PURGE', 0)]);
  t.same(await jam.host('04 50 02 47 03 12'), ['06', answerTo('ROM VERSION', 0)]);
  t.same(await jam.host('04 50 02 56 31 35 31 35 03 03'), ['06', answerTo('BOTH 15 + 15', 0)]);
  jam.machine.trayPresent = false;
  await jam.host(upper1);
  t.same(await jam.host(status), ['06', answerTo('STATUS', 3)], 'tray out');
  jam.machine.trayPresent = true;
  jam.faults.arm({ kind: 'jamAtExit', after: 0 });
  await jam.host(upper1);
  t.same(await jam.host(status), ['06', answerTo('STATUS', 4)], 'jam, EXIT blocked');
});

t.test('every single bit flip of a command is refused or not heard, and moves nothing', async (t) => {
  for (let byte = 0; byte < 8; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      const bench = new DeviceBench('lcdm2000');
      bench.faults.arm({ kind: 'commandCorrupt', times: 1, byte, bit });
      const wrote = await bench.silently(upper1, 5000);
      t.ok(wrote.length === 0 || wrote[0] === '15', `byte ${byte} bit ${bit}: ${wrote}`);
      t.equal(bench.device.cashCommands, 0);
    }
  }
});

t.test('a command with a gap of more than 200 ms is dropped; a shorter one is heard', async (t) => {
  const gap = async (ms: number, settings = {}) => {
    const bench = new DeviceBench('lcdm2000', settings);
    bench.faults.arm({ kind: 'commandGap', ms });
    return { wrote: await bench.silently(upper1, 400), moved: bench.device.cashCommands };
  };
  t.same(await gap(180), { wrote: ['06', one], moved: 1 });
  t.same(await gap(220), { wrote: [], moved: 0 });
  t.same(await gap(220, { gap: 'nck' }), { wrote: ['15'], moved: 0 });
});

t.test('an answer that nobody acknowledges is sent three times, 500 ms apart', async (t) => {
  const bench = new DeviceBench('lcdm2000');
  t.same(await bench.silently(upper1, 400), ['06', one]);
  t.same(await bench.silently('', 500), [one]);
  t.same(await bench.silently('', 5000), [one]);
  t.notOk(bench.device.busy);
});

t.test('a stubborn device goes on repeating although the next command came', async (t) => {
  const repeats = async (stubborn: string) => {
    const bench = new DeviceBench('lcdm2000', { stubborn });
    await bench.silently(upper1, 100);
    return (await bench.silently(status, 3000)).filter((text) => text === one).length;
  };
  t.equal(await repeats('false'), 0);
  t.equal(await repeats('true'), 2);
});

t.test('answers after 55 and 70 s; byte by byte with gaps', async (t) => {
  const bench = new DeviceBench('lcdm2000');
  for (const ms of [55_000, 70_000]) {
    bench.faults.arm({ kind: 'responseDelay', ms });
    t.same(await bench.silently(upper1, ms - 100), ['06']);
    t.same(await bench.silently('', 200), [one]);
    bench.device.receive(Uint8Array.of(0x06));
  }
  bench.faults.arm({ kind: 'dribble', gapMs: 20 });
  const wrote = await bench.silently(upper1, 400);
  t.same(wrote, ['06', ...one.split(' ')]);
});

t.test('power lost in a dispense: no answer, then 41 or 30; an over-dispense is 34, seen or not', async (t) => {
  const bench = new DeviceBench('lcdm2000');
  bench.faults.arm({ kind: 'powerLoss', after: 2, backMs: 1000 });
  bench.faults.arm({ kind: 'errorAfterPower', code: 0x41 });
  t.same(await bench.silently(upper10, 500), ['06']);
  t.same(await bench.silently(status, 100), [], 'dead');
  await bench.silently('', 2000);
  t.match(await bench.host(status), ['06', /^01 50 02 46 30 41 84/], 'motor stop, a note on the path');
  bench.machine.clear();
  bench.faults.arm({ kind: 'overDispense', extra: 1 });
  t.match(await bench.host(upper1), ['06', /^01 50 02 45 30 32 30 32 34/]);
  bench.faults.arm({ kind: 'overDispense', extra: 1 });
  bench.faults.arm({ kind: 'overUnseen' });
  t.match(await bench.host(upper1), ['06', /^01 50 02 45 30 32 30 32 31/]);
});
