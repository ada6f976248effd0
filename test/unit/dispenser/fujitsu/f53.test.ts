import t from 'tap';
import { Rig } from './rig.ts';

const initialise = (rig: Rig) => rig.wrote.filter((frame) => frame.startsWith('1002001160020D00A6')).length;
const reset = (rig: Rig) => rig.wrote.filter((frame) => frame.startsWith('1002001160020D0000')).length;

async function started(options: ConstructorParameters<typeof Rig>[0] = {}) {
  const rig = new Rig(options);
  await rig.driver.start();
  await rig.time.pass(1000);
  return rig;
}

t.test(
  'nothing runs the transport before a payout: a start and an unknown outcome leave the path as it is',
  async (t) => {
    const rig = await started();
    await rig.call(rig.driver.status());
    t.equal(initialise(rig) + reset(rig), 0);
    await rig.call(rig.driver.dispense([1], rig.trace()));
    t.equal(initialise(rig), 1, 'once, on the way to the first payout');
    await rig.call(rig.driver.dispense([1], rig.trace()));
    t.equal(initialise(rig), 1);
    rig.faults.arm({ kind: 'jamAtDiverter', after: 1 });
    t.match(await rig.call(rig.driver.dispense([2], rig.trace())), { outcome: 'suspect', deviceCode: '7A' });
    await rig.time.pass(100_000);
    await rig.call(rig.driver.status());
    t.match(await rig.call(rig.driver.recover({ notes: [2], baseline: null, acknowledged: false, sameBoot: true })), {
      outcome: 'unknown',
      exited: [null, null, null, null],
    });
    t.equal(initialise(rig) + reset(rig), 1, 'the stuck note lies where it was');
    t.equal(rig.ledger.totals.stuck[0], 1);
    t.match(await rig.call(rig.driver.dispense([2], rig.trace())), { outcome: 'dispensed' });
    t.equal(initialise(rig), 2, 'after an error the next payout initialises again');
  },
);

t.test('a note in reach at the exit: the transport does not run until it is gone', async (t) => {
  const rig = await started({ driver: { limits: { exitMs: 2000 } } });
  rig.faults.arm({ kind: 'jamAtExit', after: 1 });
  t.match(await rig.call(rig.driver.dispense([2], rig.trace())), { outcome: 'suspect', deviceCode: '7C' });
  await rig.time.pass(60_000);
  const [exited] = rig.ledger.totals.exited;
  await t.rejects(rig.call(rig.driver.dispense([2], rig.trace())), { code: 'DISPENSER_NOT_READY' });
  t.equal(initialise(rig), 1);
  t.equal(rig.ledger.totals.exited[0], exited, 'it did not fall out');
});

t.test('20 notes per command, each waits until the customer took the ones before', async (t) => {
  const rig = await started();
  const plan = await rig.driver.plan([25, 0, 10, 0]);
  t.same(plan, [
    [20, 0, 0, 0],
    [5, 0, 10, 0],
  ]);
  for (const notes of plan) {
    t.match(await rig.call(rig.driver.dispense(notes, rig.trace())), { outcome: 'dispensed', exited: notes });
  }
  t.same([rig.ledger.totals.exited, rig.ledger.totals.taken], [[25, 0, 10, 0], 20]);
});

t.test('ran empty: the counts of the abnormal answer hold', async (t) => {
  const rig = await started();
  rig.faults.arm({ kind: 'billEnd', cassette: 2, after: 1 });
  t.match(await rig.call(rig.driver.dispense([2, 0, 3, 0], rig.trace())), {
    outcome: 'short',
    exited: [2, 0, 1, 0],
    deviceCode: '31',
    deviceMeaning: 'cassette 3 empty',
  });
  rig.machine.load(2, 50);
  await rig.time.pass(10_000);
  t.match(await rig.call(rig.driver.status()), { code: '31', cassettes: [{}, {}, { empty: false }, {}] });
  t.match(await rig.call(rig.driver.dispense([0, 0, 3, 0], rig.trace())), { outcome: 'dispensed' }, 'refilled');
});

t.test('count and transport, for devices with a pool', async (t) => {
  const rig = await started({ driver: { delivery: 'countAndTransport' } });
  t.match(await rig.call(rig.driver.dispense([2], rig.trace())), { outcome: 'dispensed', exited: [2, 0, 0, 0] });
  t.equal(rig.wrote.filter((frame) => frame.startsWith('10020019600915E4')).length, 1);
});

t.test('identity: the magnets of the cassettes', async (t) => {
  const rig = new Rig();
  rig.machine.present[1] = false;
  await rig.driver.start();
  await rig.time.pass(1000);
  t.same(rig.identities, []);
  await t.rejects(rig.call(rig.driver.identify()), { code: 'DISPENSER_NOT_READY' }, 'never seen: it may be any');
  rig.machine.present[1] = true;
  t.match(await rig.call(rig.driver.identify()), { firmware: '', checksum: 'CA96', serial: null });
  rig.machine.present[1] = false;
  t.match(await rig.call(rig.driver.identify()), { checksum: 'CA96' }, 'out for refilling');
  t.match(await rig.call(rig.driver.status()), { cassettes: [{ present: true }, { present: false }, {}, {}] });
  rig.machine.present[1] = true;
  rig.faults.arm({ kind: 'idsChanged', ids: [12, 3, 9, 6] });
  t.match(await rig.call(rig.driver.identify()), { checksum: 'C396' }, 'other notes behind the slot');
});

t.test('power lost during a count: an F56 says so, an F53 is not initialised', async (t) => {
  const f56 = await started({ settings: { f56: 'true' } });
  f56.faults.arm({ kind: 'powerLoss', after: 1, backMs: 2000 });
  t.match(await f56.call(f56.driver.dispense([3], f56.trace())), { outcome: 'unknown' });
  await f56.call(f56.driver.status());
  await f56.call(f56.driver.status());
  t.same(f56.alarms, ['DISPENSER_RESET'], 'told once');

  const f53 = await started();
  await f53.call(f53.driver.dispense([1], f53.trace()));
  await f53.time.pass(10_000);
  f53.device.powerOff();
  f53.device.powerOn();
  t.match(await f53.call(f53.driver.dispense([3], f53.trace())), { outcome: 'suspect', deviceCode: 'E1' });
  t.same(f53.alarms, ['DISPENSER_RESET']);
  t.match(await f53.call(f53.driver.dispense([3], f53.trace())), { outcome: 'dispensed' });
  t.equal(f53.ledger.totals.exited[0], 4);
});

t.test('a missing cassette or reject box: not initialised, nothing counted', async (t) => {
  const rig = await started();
  rig.machine.present[3] = false;
  await t.rejects(rig.call(rig.driver.dispense([1], rig.trace())), {
    code: 'DISPENSER_NOT_READY',
    message: /40, cassette 4 absent/,
  });
  rig.machine.present[3] = true;
  rig.machine.trayPresent = false;
  await t.rejects(rig.call(rig.driver.dispense([1], rig.trace())), { message: /B0, reject box not set/ });
  t.equal(rig.device.cashCommands, 0);
});

t.test('purge: a mechanical reset for the operator, traced like a payout', async (t) => {
  const rig = await started();
  rig.faults.arm({ kind: 'jamAtEject', after: 0 });
  await rig.call(rig.driver.dispense([1], rig.trace()));
  const trace = rig.trace();
  t.match(await rig.call(rig.driver.purge(trace)), { outcome: 'purged', deviceCode: '00' });
  t.same(trace.attempts, [1]);
  t.equal(reset(rig), 1);
  t.equal(rig.machine.inTray, 1);
  t.match(await rig.call(rig.driver.dispense([1], rig.trace())), { outcome: 'dispensed' });
  t.equal(initialise(rig), 2, 'the device forgot the note sizes');
  const lost = await started();
  lost.device.powerOff();
  await t.rejects(lost.call(lost.driver.purge(lost.trace())), { code: 'DISPENSER_PROTOCOL' });
});

t.test('it says what it is', (t) => {
  const { capability } = new Rig().driver;
  t.match(capability, { experimental: true, resultRetrievable: false, encrypted: false, maxNotesPerCommand: 20 });
  t.match(capability.statements[0], /^Experimental/);
  t.end();
});
