import t from 'tap';
import type { FujitsuFault } from '../../../../src/simulator/dispenser/fujitsu/faults.ts';
import { printedAnswers } from './printedFrames.ts';
import { type Cable, Rig, type RigOptions } from './rig.ts';

const notes = [3, 0, 2, 0];
const countFrame = '10020019600315E43033303030B23030' + '30B430B430B430B4' + '03030303' + '1C1003';

/** A rig whose device was greeted and initialised by a first payout. */
async function paying(options: RigOptions = {}) {
  const rig = new Rig(options);
  await rig.driver.start();
  await rig.time.pass(1000);
  await rig.call(rig.driver.dispense([1], rig.trace()));
  await rig.time.pass(10_000);
  rig.wrote.length = 0;
  return rig;
}

const counts = (rig: Rig) => rig.wrote.filter((frame) => frame.startsWith(countFrame)).length;

t.test('the whole exchange of a payout, byte for byte', async (t) => {
  const rig = await paying();
  const trace = rig.trace();
  t.match(await rig.call(rig.driver.dispense(notes, trace)), { outcome: 'dispensed', exited: notes, deviceCode: '00' });
  t.same(
    rig.wrote.map((frame) => (frame.startsWith(countFrame) ? 'COUNT' : frame)),
    ['1005', '1002000300011C1003FA97', '1006', '1006', '1005', 'COUNT', '1006', '1006'],
    'status first: the exit is free and no earlier answer is on its way; then the count',
  );
  t.same(trace.attempts, [1]);
  t.equal(trace.acknowledgements, 1);
});

// What a lost, damaged or late step does; `sent`: copies of the count that the host wrote.
const steps: { faults: FujitsuFault[]; outcome: string; sent: number; out?: boolean }[] = [
  { faults: [{ kind: 'hostEnqLost', times: 2 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'enqAckLost', times: 1 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'enqAckCorrupt', times: 1 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'enqAckDelay', ms: 7000 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'frameAckLost', times: 1 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'frameAckCorrupt', times: 1 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'frameAckDelay', ms: 7000 }], outcome: 'dispensed', sent: 1 },
  {
    faults: [
      { kind: 'frameAckLost', times: 1 },
      { kind: 'enqLost', times: 2 },
    ],
    outcome: 'dispensed',
    sent: 1,
  },
  { faults: [{ kind: 'hostFrameLost', times: 1 }], outcome: 'unknown', sent: 1, out: false },
  { faults: [{ kind: 'refuse', times: 1 }], outcome: 'dispensed', sent: 2 },
  { faults: [{ kind: 'refuse', times: 3 }], outcome: 'notExecuted', sent: 3, out: false },
  { faults: [{ kind: 'strayNak' }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'strayNak' }, { kind: 'frameAckLost', times: 1 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'enqLost', times: 2 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'enqLost', times: 3 }], outcome: 'unknown', sent: 1 },
  { faults: [{ kind: 'enqCorrupt', times: 1 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'enqDelay', ms: 3000 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'responseLost', times: 2 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'responseLost', times: 3 }], outcome: 'unknown', sent: 1 },
  { faults: [{ kind: 'responseCorrupt', times: 2 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'responseCorrupt', times: 3 }], outcome: 'unknown', sent: 1 },
  { faults: [{ kind: 'responseDelay', ms: 50_000 }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'responseTwice' }], outcome: 'dispensed', sent: 1 },
  { faults: [{ kind: 'dribble' }], outcome: 'dispensed', sent: 1 },
];

for (const { faults, outcome, sent, out = true } of steps) {
  t.test(faults.map((fault) => JSON.stringify(fault)).join(' '), async (t) => {
    const rig = await paying();
    const [before] = rig.ledger.totals.exited;
    for (const fault of faults) rig.faults.arm(fault);
    const trace = rig.trace();
    const report = await rig.call(rig.driver.dispense(notes, trace));
    await rig.time.pass(100_000);
    t.equal(report.outcome, outcome);
    t.equal(counts(rig), sent, 'copies of the count on the line');
    t.equal(trace.attempts.length, sent, 'each one traced');
    t.equal(rig.ledger.totals.exited[0] - before, out ? 3 : 0, 'what the machine counted');
    t.same([rig.alarms, rig.unsolicited], [[], []], 'a repeat is no sign of tampering');
  });
}

t.test('every step is waited for: lost three times, nothing is written', async (t) => {
  const rig = await paying();
  rig.faults.arm({ kind: 'hostEnqLost', times: 20 });
  const begun = rig.time.nowMs();
  const trace = rig.trace();
  await t.rejects(rig.call(rig.driver.dispense(notes, trace)), { code: 'DISPENSER_PROTOCOL' });
  t.equal(rig.time.nowMs() - begun, 15_000, '3 tries of 5 s');
  t.same(rig.wrote, ['1005', '1005', '1005']);
  t.same(trace.attempts, []);
});

t.test('an answer after the deadline is late, and belongs to nobody else', async (t) => {
  const rig = await paying();
  rig.faults.arm({ kind: 'responseDelay', ms: 90_000 });
  t.match(await rig.call(rig.driver.dispense(notes, rig.trace())), { outcome: 'unknown' });
  const before = rig.ledger.totals.exited[0];
  // The next payout finds the device busy or gets the late answer first; it never takes it for its own.
  const next = rig.driver.dispense([2], rig.trace());
  await t.rejects(rig.call(next), { code: 'DISPENSER_PROTOCOL' }, 'a counting device does not give the line');
  await rig.time.pass(100_000);
  t.match(rig.late, [{ outcome: 'dispensed', exited: notes }]);
  t.equal(rig.ledger.totals.exited[0], before, 'the second one moved nothing');
  t.match(await rig.call(rig.driver.dispense([2], rig.trace())), { outcome: 'dispensed', exited: [2, 0, 0, 0] });
  t.equal(rig.late.length, 1);
});

t.test('a count that nobody asked for, unreadable bytes and a foreign frame on the idle line', async (t) => {
  const rig = await paying();
  rig.faults.arm({ kind: 'unsolicited' });
  await rig.call(rig.driver.status());
  await rig.time.pass(5000);
  t.match(rig.unsolicited, [{ outcome: 'suspect', exited: [7, 0, 0, 0] }]);
  t.same(rig.alarms, []);
  rig.faults.arm({ kind: 'noise' });
  await rig.call(rig.driver.status());
  await rig.time.pass(5000);
  t.same(rig.alarms, ['DISPENSER_UNEXPECTED']);
});

t.test('an answer to an initialisation that nobody sent is another host on the cable', async (t) => {
  let inject: (bytes: Uint8Array) => void = () => {};
  const toHost: Cable = (bytes, deliver) => {
    inject = deliver;
    deliver(bytes);
  };
  const rig = await paying({ toHost });
  // The ENQ of the device, then the printed answer; the rig's own device takes no part.
  inject(Uint8Array.of(0x10, 0x05));
  inject(printedAnswers.noCassette1!);
  t.same(rig.wrote, ['1006', '1006']);
  t.same(rig.alarms, ['DISPENSER_UNEXPECTED']);
});

t.test('a device that asks for the line for ever holds up no command for ever', async (t) => {
  let inject: (bytes: Uint8Array) => void = () => {};
  const toHost: Cable = (bytes, deliver) => {
    inject = deliver;
    deliver(bytes);
  };
  const rig = await paying({ toHost });
  rig.faults.arm({ kind: 'hostEnqLost', times: 20 });
  const babble = () => {
    inject(Uint8Array.of(0x10, 0x05));
    rig.time.after(700, babble);
  };
  babble();
  const trace = rig.trace();
  await t.rejects(rig.call(rig.driver.dispense(notes, trace)), { code: 'DISPENSER_PROTOCOL' });
  t.same(trace.attempts, []);
});

t.test('when both ask at once the device goes first', async (t) => {
  const rig = await paying();
  rig.faults.arm({ kind: 'unsolicited' });
  await rig.call(rig.driver.status());
  t.match(await rig.call(rig.driver.status()), { noteAtExit: false });
  t.match(rig.unsolicited, [{ outcome: 'suspect' }]);
});

t.test('a cut before the frame is an error, after it unknown', async (t) => {
  const rig = await paying();
  const before = rig.driver.dispense(notes, rig.trace());
  await rig.time.pass(3);
  rig.cut();
  await t.rejects(before, { code: 'DISPENSER_OFFLINE' });
  await rig.driver.start();
  const trace = rig.trace();
  const after = rig.driver.dispense(notes, trace);
  while (trace.attempts.length === 0) await rig.time.pass(1);
  rig.cut();
  t.match(await after, { outcome: 'unknown' });
  t.same(rig.alarms, ['DISPENSER_LINK_LOST', 'DISPENSER_LINK_LOST']);
});

t.test('what cannot be recorded is not written', async (t) => {
  const rig = await paying();
  const full = {
    acknowledged() {},
    sent() {
      throw new Error('disk full');
    },
  };
  await t.rejects(rig.call(rig.driver.dispense(notes, full)), { message: 'disk full' });
  t.equal(counts(rig), 0);
  await rig.time.pass(20_000);
  t.match(await rig.call(rig.driver.dispense(notes, rig.trace())), { outcome: 'dispensed' }, 'and the line goes on');
});
