import t from 'tap';
import { type PuloonFault, Rig, type RigOptions, type Trace } from '../rig.ts';

const five = [5, 0, 0, 0];

async function started(options: RigOptions = {}): Promise<Rig> {
  const rig = new Rig('lcdm4000', options);
  await rig.driver.start();
  await rig.time.pass(70_000);
  return rig;
}

async function dispense(rig: Rig, notes: readonly number[], ...faults: PuloonFault[]) {
  for (const fault of faults) rig.faults.arm(fault);
  const trace = rig.trace();
  const before = rig.out();
  const report = await rig.call(rig.driver.dispense(notes, trace));
  const left = () => rig.out().map((count, i) => count - before[i]!);
  return { trace, report, left };
}

const recover = (rig: Rig, notes: readonly number[], { baseline, acknowledgements }: Trace, sameBoot = true) =>
  rig.call(rig.driver.recover({ notes, baseline, acknowledged: acknowledgements > 0, sameBoot }));

t.test('one payout on the wire: settings, LAST STATUS, DISPENSE, each closed by EOT', async (t) => {
  const rig = await started();
  t.match(rig.identities, [{ protocol: 'puloon-lcdm4000', firmware: '', checksum: /^[0-9A-F]{4}$/, serial: null }]);
  rig.wrote.length = 0;
  const { report, trace, left } = await dispense(rig, [3, 0, 2, 0]);
  t.match(report, { outcome: 'dispensed', exited: [3, 0, 2, 0], deviceCode: '00' });
  t.same(left(), [3, 0, 2, 0]);
  t.same(rig.wrote, ['043002550360', '06', `0430025223202220${'20'.repeat(11)}0346`, '06']);
  t.match(trace, { attempts: [1], acknowledgements: 1, baseline: { lastStatus: '202030202030202030202030202030' } });
});

t.test('outcomes of answers that come', async (t) => {
  const cases: [string, PuloonFault[], object][] = [
    ['rejects', [{ kind: 'rejects', count: 2 }], { outcome: 'dispensed', rejected: [2, 0, 0, 0] }],
    ['near end', [{ kind: 'nearEndCode' }], { outcome: 'dispensed', deviceCode: '25' }],
    [
      'empty',
      [{ kind: 'billEnd', cassette: 0, after: 3 }],
      { outcome: 'short', exited: [3, 0, 0, 0], deviceCode: '01' },
    ],
    ['jam', [{ kind: 'jamAtEject', after: 2 }], { outcome: 'suspect', deviceCode: '04' }],
    [
      'code 0C',
      [
        { kind: 'pickError', after: 2 },
        { kind: 'errorCode', code: 0x0c },
      ],
      { outcome: 'suspect' },
    ],
    [
      'code 0D',
      [
        { kind: 'pickError', after: 2 },
        { kind: 'errorCode', code: 0x0d },
      ],
      { outcome: 'short' },
    ],
    ['double feed', [{ kind: 'overDispense', extra: 1 }], { outcome: 'suspect', overDispense: true, deviceCode: '29' }],
    ['a note less than said', [{ kind: 'countMismatch' }], { outcome: 'suspect', exited: [4, 0, 0, 0] }],
    ['refused three times, then done', [{ kind: 'refuse', times: 3 }], { outcome: 'dispensed' }],
    ['refused for good', [{ kind: 'refuse', times: 4 }], { outcome: 'notExecuted', exited: [0, 0, 0, 0] }],
    [
      'damaged on the way, refused, sent again',
      [{ kind: 'commandCorrupt', times: 1, byte: 4, bit: 1 }],
      { outcome: 'dispensed' },
    ],
    ['ACK lost', [{ kind: 'ackLost', times: 1 }], { outcome: 'dispensed' }],
    ['answer damaged twice', [{ kind: 'responseCorrupt', times: 2 }], { outcome: 'dispensed' }],
    ['after 55 s', [{ kind: 'responseDelay', ms: 55_000 }], { outcome: 'dispensed' }],
    ['byte by byte', [{ kind: 'dribble', gapMs: 4 }], { outcome: 'dispensed' }],
    ['noise', [{ kind: 'noise' }], { outcome: 'dispensed' }],
  ];
  for (const [name, faults, expected] of cases) {
    const rig = await started();
    const { report, trace, left } = await dispense(rig, five, ...faults);
    t.match(report, expected, name);
    if (report.outcome === 'dispensed' || report.outcome === 'short') t.same(report.exited, left(), name);
    t.equal(rig.device.cashCommands, report.outcome === 'notExecuted' ? 0 : 1, `${name}: carried out once at most`);
    t.ok(trace.baseline, name);
    t.same([rig.alarms, rig.unsolicited, rig.late], [[], [], []], name);
  }
});

t.test('a missing EOT costs its deadline and nothing else', async (t) => {
  const rig = await started();
  const { report } = await dispense(rig, five, { kind: 'eotLost', times: 3 });
  t.match(report, { outcome: 'dispensed' }, 'valid by its BCC');
  const begun = rig.time.nowMs();
  t.match(await rig.call(rig.driver.status()), { noteAtExit: false });
  t.ok(rig.time.nowMs() - begun >= 500, 'the next question waited for the EOT');
  rig.faults.arm({ kind: 'eotDelay', ms: 900 });
  t.match(await dispense(rig, [2, 0, 0, 0]), { report: { outcome: 'dispensed' } }, 'nor does a late one');
  t.same(rig.alarms, []);
});

t.test('answers lost for good: LAST STATUS proves what left', async (t) => {
  const lost: PuloonFault = { kind: 'responseLost', times: 3 };
  const cases: [string, PuloonFault[], object][] = [
    ['all of it', [], { outcome: 'dispensed', exited: five }],
    ['a part', [{ kind: 'billEnd', cassette: 0, after: 3 }], { outcome: 'short', exited: [3, 0, 0, 0] }],
    ['a jam', [{ kind: 'jamAtDiverter', after: 3 }], { outcome: 'suspect', deviceCode: '03' }],
    ['nothing: no cassette', [], { outcome: 'notExecuted', deviceCode: '24' }],
    [
      'command lost: it never began',
      [{ kind: 'commandLost', times: 1 }],
      { outcome: 'unknown', deviceMeaning: /another command/ },
    ],
    ['a count that no error explains', [{ kind: 'countMismatch' }], { outcome: 'unknown', deviceMeaning: /no error/ }],
    ['too many', [{ kind: 'overDispense', extra: 2 }], { outcome: 'unknown', deviceMeaning: /7 notes of cassette 1/ }],
  ];
  for (const [name, faults, expected] of cases) {
    const rig = await started();
    if (name.includes('no cassette')) rig.machine.present[0] = false;
    const { report, trace, left } = await dispense(rig, five, lost, ...faults);
    t.equal(report.outcome, 'unknown', name);
    const found = await recover(rig, five, trace);
    t.match(found, expected, name);
    if (found.outcome === 'dispensed' || found.outcome === 'short') t.same(found.exited, left(), name);
  }
});

t.test('five after five: the command itself is not told apart, the plan is', async (t) => {
  const rig = await started();
  await dispense(rig, five);
  const lost: PuloonFault = { kind: 'responseLost', times: 3 };
  const plain = await dispense(rig, five, lost);
  t.match(await recover(rig, five, plain.trace), { outcome: 'unknown', deviceMeaning: /from before/ });
  const steps = await rig.call(rig.driver.plan(five));
  t.same(steps, [
    [4, 0, 0, 0],
    [1, 0, 0, 0],
  ]);
  const first = await dispense(rig, steps[0]!, lost);
  t.match(await recover(rig, steps[0]!, first.trace), { outcome: 'dispensed', exited: [4, 0, 0, 0] });
  t.same(await rig.call(rig.driver.plan([7, 0, 0, 0])), [[7, 0, 0, 0]]);
});

t.test('the device alone loses its power: never more than it proves', async (t) => {
  for (const lastStatus of ['lost', 'refused', 'stale', 'partial']) {
    for (const after of [0, 2, 4]) {
      const rig = await started({ settings: { lastStatus } });
      await dispense(rig, [3, 0, 0, 0]);
      const { report, trace } = await dispense(rig, five, { kind: 'powerLoss', after, backMs: 3000 });
      t.equal(report.outcome, 'unknown');
      t.match(await recover(rig, five, trace), { outcome: 'unknown' }, `${lastStatus} after ${after}`);
    }
  }
});

t.test('a device that has no last result, and refuses to tell it, is paid with all the same', async (t) => {
  const rig = await started({ settings: { lastStatus: 'refused' } });
  const { report, trace } = await dispense(rig, five, { kind: 'responseLost', times: 3 });
  t.equal(report.outcome, 'unknown');
  t.same(trace.baseline, { lastStatus: 'none' });
  t.match(await recover(rig, five, trace), { outcome: 'dispensed', exited: five });
});

t.test('nothing is sent when LAST STATUS is not answered', async (t) => {
  const rig = await started();
  rig.faults.arm({ kind: 'lastStatusLost', times: 20 });
  const trace = rig.trace();
  await t.rejects(rig.call(rig.driver.dispense(five, trace)), { code: 'DISPENSER_PROTOCOL' });
  await t.rejects(rig.call(rig.driver.plan(five)), { code: 'DISPENSER_PROTOCOL' });
  t.same(trace.attempts, []);
  t.match(await recover(rig, five, { ...trace, baseline: { lastStatus: '00' } }), {
    outcome: 'unknown',
    deviceMeaning: /LAST STATUS was not answered/,
  });
});

t.test('killed in the middle: the next life waits until it must be over, and asks', async (t) => {
  const rig = await started();
  const trace = rig.trace();
  void rig.driver.dispense(five, trace);
  await rig.time.pass(200);
  t.equal(trace.attempts.length, 1);
  await rig.restart();
  const begun = rig.time.nowMs();
  t.match(await recover(rig, five, trace), { outcome: 'dispensed', exited: five });
  t.ok(rig.time.nowMs() - begun >= 60_000, 'a dispense may take a minute');
  const again = await recover(rig, five, trace);
  t.match(again, { outcome: 'dispensed' }, 'asked again, the same');
  t.match(await recover(rig, five, trace, false), { outcome: 'unknown', deviceMeaning: /board was restarted/ });
});

t.test('a wait for the result ends with the driver and with the line', async (t) => {
  const rig = await started();
  await rig.restart();
  const open = { notes: five, baseline: { lastStatus: 'none' }, acknowledged: true, sameBoot: true };
  const first = rig.driver.recover(open);
  await rig.time.pass(10);
  rig.cut(500);
  t.match(await rig.time.until(first, 10), { outcome: 'unknown', deviceMeaning: /line was cut/ });
  await rig.restart();
  const second = rig.driver.recover(open);
  await rig.time.pass(10);
  await rig.driver.stop();
  t.match(await rig.time.until(second, 10), { outcome: 'unknown', deviceMeaning: /stopped/ });
});

t.test('a cut line between command and question: another device may be on it', async (t) => {
  const rig = await started();
  const { report, trace } = await dispense(rig, five, { kind: 'hangUp', after: 2, reopenMs: 500 });
  t.equal(report.outcome, 'unknown');
  await rig.time.pass(5000);
  t.match(await recover(rig, five, trace), { outcome: 'unknown', deviceMeaning: /line was cut/ });
  t.same(rig.alarms, ['DISPENSER_LINK_LOST']);
  t.match(await dispense(rig, [2, 0, 0, 0], { kind: 'responseLost', times: 3 }), { report: { outcome: 'unknown' } });
});

t.test('a later command of the same life takes the place of the result', async (t) => {
  const rig = await started();
  const first = await dispense(rig, five, { kind: 'responseLost', times: 3 });
  await dispense(rig, [3, 0, 0, 0]);
  t.match(await recover(rig, five, first.trace), { outcome: 'unknown', deviceMeaning: /another command/ });
});

t.test('a late answer is evidence for the command that it belongs to', async (t) => {
  const rig = await started();
  const { trace } = await dispense(rig, five, { kind: 'responseDelay', ms: 70_000 });
  const deaf = await recover(rig, five, trace);
  t.match(deaf, { outcome: 'unknown', deviceMeaning: /not answered/ }, 'still at work');
  await rig.time.pass(10_000);
  t.match(rig.late, [{ outcome: 'dispensed', exited: five }]);
  t.match(await recover(rig, five, trace), { outcome: 'dispensed', exited: five }, 'asked once more, it is proved');
  t.same(rig.unsolicited, []);
});

t.test('answers and rubbish that nobody asked for', async (t) => {
  const rig = await started();
  rig.inject('01 30 02 52 20 30 23 20 31 20 20 32 22 21 33 20 20 34 20 20 20 20 20 20 20 20 20 03 56');
  t.match(rig.unsolicited, [{ outcome: 'suspect', exited: [3, 0, 2, 0] }]);
  rig.inject('01 30 02 51 20 30 20 20 31 20 20 32 20 20 33 20 20 34 03 75');
  t.same(rig.alarms, ['DISPENSER_UNEXPECTED'], 'somebody purged');
});

t.test('status in common words', async (t) => {
  const rig = await started();
  t.match(await rig.call(rig.driver.status()), {
    code: '00',
    cassettes: [0, 1, 2, 3].map((index) => ({ index, present: true, nearEnd: false, empty: false, count: null })),
    notesOnPath: false,
    noteAtExit: false,
    rejectTrayPresent: true,
  });
  rig.machine.trayPresent = false;
  rig.machine.present[2] = false;
  t.match(await rig.call(rig.driver.status()), { code: '26', rejectTrayPresent: false });
  rig.machine.trayPresent = true;
  await dispense(rig, five, { kind: 'jamAtExit', after: 1 });
  const status = await rig.call(rig.driver.status());
  t.match(status, { code: '05', noteAtExit: true, notesOnPath: false });
  t.equal(status.cassettes[2]!.present, false);
  const purged = await rig.call(rig.driver.purge(rig.trace()));
  t.match(purged, { outcome: 'purged', deviceCode: '00' });
  t.match(await rig.call(rig.driver.status()), { noteAtExit: false });
});

t.test('other settings in the EEPROM are another identity', async (t) => {
  const rig = await started();
  const before = await rig.call(rig.driver.identify());
  t.same(await rig.call(rig.driver.identify()), before);
  rig.faults.arm({ kind: 'settingsChange' });
  t.not((await rig.call(rig.driver.identify())).checksum, before.checksum);
});
