import t from 'tap';
import { EventKeeper } from '../../../../src/dispenser/ssp/eventKeeper.ts';
import type { FinalEvent } from '../../../../src/dispenser/ssp/finalEvents.ts';
import { Rig } from './rig.ts';

const one = [1, 0, 0, 0];

t.test('identity and status', async (t) => {
  const rig = await new Rig({ driver: { nearEndNotes: [101, 100, 0, 0] } }).begin();
  await rig.time.pass(100);
  t.match(rig.identities, [{ protocol: 'itl-ssp', firmware: '0429 EUR v6', checksum: '', serial: '1234567' }]);
  const status = await rig.call(rig.driver.status());
  t.match(status, { code: 'E8', notesOnPath: false, noteAtExit: false, rejectTrayPresent: true });
  t.match(status.cassettes[0], { index: 0, present: true, nearEnd: true, empty: false, count: 100 });
  t.match(status.cassettes[1], { nearEnd: false });
  rig.machine.load(2, 0);
  t.match((await rig.call(rig.driver.status())).cassettes[2], { empty: true, count: 0, present: true });
  rig.machine.present[0] = false;
  const out = await rig.call(rig.driver.status());
  t.same(
    out.cassettes.map(({ present }) => present),
    [false, false, false, false],
    'out of service: nothing is planned from it',
  );
  t.same(rig.alarms, []);
});

t.test('a denomination that the device does not know is a missing cassette', async (t) => {
  const rig = await new Rig({ driver: { valuesMinor: [10_000, 500], nearEndNotes: [0, 0] } }).begin();
  const { cassettes } = await rig.call(rig.driver.status());
  t.match(cassettes, [
    { present: true, count: 100 },
    { present: false, count: null, empty: false },
  ]);
});

t.test('a jam shows in the status until it is cleared', async (t) => {
  const rig = await new Rig().begin();
  rig.faults.arm({ kind: 'jamAtCheck', after: 0 });
  t.match(await rig.call(rig.driver.dispense(one, rig.trace())), { outcome: 'suspect' });
  t.match(await rig.call(rig.driver.status()), { notesOnPath: true, noteAtExit: false });
  rig.machine.clear();
  t.match(await rig.call(rig.driver.status()), { notesOnPath: false, code: 'F0' });
});

t.test('resets: expected at the first look, an alarm afterwards', async (t) => {
  const rig = await new Rig().begin();
  t.same(rig.alarms, [], 'the board just started');
  rig.device.powerOff();
  rig.device.powerOn();
  await rig.call(rig.driver.status());
  t.same(rig.alarms, ['DISPENSER_RESET', 'DISPENSER_RESET'], 'the keys are gone, and it says so itself');
  await rig.call(rig.driver.status());
  t.equal(rig.alarms.length, 2);
});

t.test('a payout that nobody here asked for', async (t) => {
  const rig = await new Rig().begin();
  await rig.call(rig.driver.dispense(one, rig.trace()));
  await rig.call(rig.driver.status());
  rig.device.memory.dispensed += 3;
  await rig.call(rig.driver.status());
  t.same(rig.alarms, ['DISPENSER_UNEXPECTED'], 'by its counter');
  await rig.call(rig.driver.status());
  t.equal(rig.alarms.length, 1, 'said once');
});

t.test('tampering and strangers on the line', async (t) => {
  const rig = await new Rig().begin();
  rig.faults.arm({ kind: 'fraudAttempt' });
  await rig.call(rig.driver.status());
  t.same(rig.alarms, ['DISPENSER_UNEXPECTED']);
  rig.faults.arm({ kind: 'unknownEvent' });
  await rig.call(rig.driver.status());
  t.equal(rig.alarms.length, 1, 'an unknown event is no alarm by itself');
  rig.cut();
  t.same(rig.alarms.at(-1), 'DISPENSER_LINK_LOST');
  await t.rejects(rig.driver.status(), { code: 'DISPENSER_OFFLINE' });
  await t.rejects(rig.driver.dispense(one, rig.trace()), { code: 'DISPENSER_OFFLINE' });
  t.equal(rig.driver.connected, false);
});

t.test('the end of a payout is repeated after its acknowledgement: acknowledged again, no alarm', async (t) => {
  const rig = await new Rig().begin();
  rig.faults.arm({ kind: 'eventTwice', times: 2 });
  await rig.call(rig.driver.dispense(one, rig.trace()));
  for (const code of ['D2', 'D2', 'F0']) t.match(await rig.call(rig.driver.status()), { code });
  t.same(rig.alarms, []);
});

t.test('a payout right after another acknowledges the end of the first by itself', async (t) => {
  const rig = await new Rig().begin();
  for (let i = 0; i < 3; i++) {
    t.match(await rig.call(rig.driver.dispense(one, rig.trace())), { outcome: 'dispensed', exited: one });
  }
  t.same(rig.ledger.totals.exited[0], 3);
});

t.test('before anything is sent', async (t) => {
  const rig = await new Rig().begin();
  const refused = async (notes: number[], code: string, name: string) => {
    const trace = rig.trace();
    await t.rejects(rig.call(rig.driver.dispense(notes, trace)), { code }, name);
    t.same(trace.attempts, []);
  };
  await refused([101, 0, 0, 0], 'NOT_DISPENSABLE', 'fewer notes are stored');
  await refused([400, 400, 400, 400], 'NOT_DISPENSABLE', 'not enough value');
  rig.machine.trayPresent = false;
  await refused(one, 'DISPENSER_NOT_READY', 'out of service');
  rig.machine.trayPresent = true;
  rig.machine.powerOff();
  await refused(one, 'DISPENSER_PROTOCOL', 'dead');
  rig.device.powerOn();
  const trace = rig.trace();
  trace.onSent = () => {
    throw new Error('the disk is full');
  };
  await t.rejects(rig.call(rig.driver.dispense(one, trace)), /disk is full/);
  t.equal(rig.device.cashCommands, 0);
  t.match(await rig.call(rig.driver.dispense(one, rig.trace())), { outcome: 'dispensed' });
});

t.test('a payout that does not end is halted', async (t) => {
  const rig = await new Rig({ noteMs: 3000, driver: { limits: { payoutMs: 7000 } } }).begin();
  const report = await rig.call(rig.driver.dispense([5, 0, 0, 0], rig.trace()));
  t.match(report, { outcome: 'short', exited: [3, 0, 0, 0], deviceMeaning: 'HALTED' });
  await rig.time.pass(60_000);
  t.equal(rig.ledger.totals.exited[0], 3, 'and nothing came out after the result');
});

t.test('plans by the limit of a command; has no purge, and says so', async (t) => {
  const rig = await new Rig({ driver: { maxNotesPerCommand: 5 } }).begin();
  t.same(await rig.driver.plan([3, 4, 0, 0]), [
    [3, 2, 0, 0],
    [0, 2, 0, 0],
  ]);
  const trace = rig.trace();
  t.match(await rig.driver.purge(trace), { outcome: 'notExecuted', deviceMeaning: /clear it by hand/ });
  t.same(trace.attempts, []);
});

t.test('a fixed key that is another one: no session, and the error says where to look', async (t) => {
  const rig = new Rig({ driver: { fixedKey: 5n } });
  await rig.driver.start();
  await t.rejects(rig.call(rig.driver.status()), { code: 'DISPENSER_PROTOCOL', hint: /ssp_key/ });
});

t.test('what the keeper does with ends of payouts', (t) => {
  const end = (valueMinor: number): FinalEvent => ({
    kind: 'values',
    code: 0xd2,
    name: 'DISPENSED',
    role: 'final',
    values: [{ valueMinor, currency: 'EUR' }],
  });
  const keeper = new EventKeeper();
  t.equal(keeper.sort([]), 'none');
  t.equal(keeper.sort([end(5)]), 'keep', 'perhaps of the process before');
  keeper.quiet();
  t.equal(keeper.sort([end(5)]), 'foreign');
  keeper.lost();
  t.equal(keeper.sort([end(5)]), 'keep');
  keeper.judged([end(5)]);
  t.equal(keeper.sort([end(5)]), 'acknowledge');
  t.equal(keeper.sort([end(6)]), 'foreign');
  t.equal(keeper.sort([end(5), end(6)]), 'foreign');
  t.end();
});
