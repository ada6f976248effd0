import { join } from 'node:path';
import t from 'tap';
import type { Lcdm2000Fault as Fault } from '../../../src/simulator/dispenser/lcdm2000/faults.ts';
import { engineOn, eventually, hasty, request, startSimulator, tempDir } from './bench.ts';

const dir = tempDir(t);
const simulator = await startSimulator(t, dir);
const { engine, driver, db } = engineOn(simulator.paths.link, join(dir, 'journal.sqlite'), hasty);
await engine.start();
t.teardown(() => engine.stop());

// No readable answer comes. `out` is what really left: the daemon cannot know it, and must not guess.
const cases: { name: string; fault: Fault; out: number }[] = [
  { name: 'command lost', fault: { kind: 'commandLost', times: 1 }, out: 0 },
  { name: 'answer lost three times', fault: { kind: 'responseLost', times: 3 }, out: 5 },
  { name: 'answer damaged three times', fault: { kind: 'responseCorrupt', times: 3 }, out: 5 },
  { name: 'power lost after two notes', fault: { kind: 'powerLoss', after: 2, backMs: null }, out: 2 },
  { name: 'line cut, notes go on', fault: { kind: 'hangUp', after: 2, reopenMs: 100 }, out: 5 },
  { name: 'answer after the deadline', fault: { kind: 'responseDelay', ms: 3000 }, out: 5 },
];

for (const { name, fault, out } of cases) {
  await t.test(name, async (t) => {
    await simulator.control({ clear: true });
    await eventually('the line', () => driver.connected);
    const before = simulator.counted().exited[0];
    await simulator.control({ fault });
    const asked = request();
    const result = await engine.dispense(asked);
    t.match(result, { outcome: 'unknown', dispensedMinor: null, locked: true, code: 'PAYOUT_UNKNOWN' });
    t.match(engine.status().lock, { code: 'PAYOUT_UNKNOWN', payoutId: asked.payoutId });
    t.match(engine.presentStatus(asked.dispenseId), { presentState: 'unknown' });
    await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' });
    t.same(await engine.dispense(asked), result, 'asked again: the recorded result');
    // The device may still be working: wait for the truth before comparing with it.
    await eventually('the last note', () => simulator.counted().exited[0] - before >= out);
    if (fault.kind === 'responseDelay') {
      const late = 'SELECT count(*) AS n FROM payout_states WHERE detail LIKE \'%"late"%\'';
      await eventually('the late answer', () => db.prepare(late).get()!.n === 1);
      t.match(engine.status().lock, { payoutId: asked.payoutId }, 'evidence, no unlock');
    }
    const left = simulator.counted().exited[0] - before;
    // Without power, the note that was on its way stays inside or falls out.
    t.ok(left === out || (fault.kind === 'powerLoss' && left === out + 1), 'nothing was sent twice');
    engine.reconcile({ operator: 'local-operator', countedNotes: [left, 0], statement: `${name}: counted` });
    t.match(engine.presentStatus(asked.dispenseId), { dispensedMinor: left * 10_000 });
  });
}

t.test('a cut line without a payout is a sign of tampering; the port is reopened', async (t) => {
  await simulator.control({ clear: true });
  await eventually('the line', () => driver.connected);
  t.match(await engine.dispense(request()), { outcome: 'dispensed' }, 'reconciled: it pays again');
  await simulator.control({ cut: { reopenMs: 100 } });
  await eventually('the lock', () => engine.status().lock !== null);
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_LINK_LOST', payoutId: null } });
  await eventually('the line', () => driver.connected);
  await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' }, 'coming back does not unlock');
  engine.reconcile({ operator: 'local-operator', countedMinor: 0, statement: 'cable was loose, cassettes counted' });
  t.match(await engine.dispense(request()), { outcome: 'dispensed' });
});

t.test('a second program cannot open the port', async (t) => {
  const other = engineOn(simulator.paths.link, ':memory:', hasty);
  await other.engine.start();
  t.notOk(other.driver.connected);
  await t.rejects(other.engine.dispense(request()), { code: 'DISPENSER_OFFLINE' });
  await other.engine.stop();
});
