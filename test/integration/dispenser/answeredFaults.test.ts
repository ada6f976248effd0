import { join } from 'node:path';
import t from 'tap';
import type { Lcdm2000Fault as Fault } from '../../../src/simulator/dispenser/lcdm2000/faults.ts';
import { engineOn, eventually, movements, patient, request, startSimulator, tempDir } from './bench.ts';

const dir = tempDir(t);
const simulator = await startSimulator(t, dir);
const { engine } = engineOn(simulator.paths.link, join(dir, 'journal.sqlite'), patient);
await engine.start();
t.teardown(() => engine.stop());

interface Case {
  readonly name: string;
  readonly faults: Fault[];
  readonly amountMinor?: number;
  readonly outcome: string;
  /** Notes out of upper and lower cassette, as the simulator's ledger must have them. */
  readonly out: [number, number];
  readonly locked?: string;
}

// The device answers in the end, so the outcome is known, or known to be doubtful.
const cases: Case[] = [
  { name: 'normal', faults: [], outcome: 'dispensed', out: [5, 0] },
  { name: 'both cassettes', faults: [], amountMinor: 55_000, outcome: 'dispensed', out: [5, 1] },
  { name: 'only lower', faults: [], amountMinor: 5000, outcome: 'dispensed', out: [0, 1] },
  { name: 'two steps', faults: [], amountMinor: 210_000, outcome: 'dispensed', out: [21, 0] },
  { name: 'ACK lost but dispensed', faults: [{ kind: 'ackLost', times: 1 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'refused once, then paid once', faults: [{ kind: 'refuse', times: 1 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'refused every time', faults: [{ kind: 'refuse', times: 4 }], outcome: 'notExecuted', out: [0, 0] },
  { name: 'stray NCK before the ACK', faults: [{ kind: 'strayNck' }], outcome: 'dispensed', out: [5, 0] },
  { name: 'answer lost once', faults: [{ kind: 'responseLost', times: 1 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'answer lost twice', faults: [{ kind: 'responseLost', times: 2 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'good on the 2nd', faults: [{ kind: 'responseCorrupt', times: 1 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'good on the 3rd', faults: [{ kind: 'responseCorrupt', times: 2 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'answer delayed', faults: [{ kind: 'responseDelay', ms: 900 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'byte by byte', faults: [{ kind: 'dribble' }], outcome: 'dispensed', out: [5, 0] },
  {
    name: 'noise and item events',
    faults: [{ kind: 'noise' }, { kind: 'itemEvents' }],
    outcome: 'dispensed',
    out: [5, 0],
  },
  { name: 'rejected notes', faults: [{ kind: 'rejects', count: 2 }], outcome: 'dispensed', out: [5, 0] },
  { name: 'short', faults: [{ kind: 'billEnd', cassette: 0, after: 3 }], outcome: 'short', out: [3, 0] },
  {
    name: 'jam at the exit',
    faults: [{ kind: 'jamAtExit', after: 2 }],
    outcome: 'suspect',
    out: [2, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'jam inside',
    faults: [{ kind: 'jamAtDiverter', after: 2 }],
    outcome: 'suspect',
    out: [2, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'wrong count with a good check byte',
    faults: [{ kind: 'countMismatch' }],
    outcome: 'suspect',
    out: [5, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'over-dispense',
    faults: [{ kind: 'overDispense', extra: 1 }],
    outcome: 'suspect',
    out: [6, 0],
    locked: 'OVER_DISPENSE',
  },
];

for (const { name, faults, amountMinor = 50_000, outcome, out, locked } of cases) {
  await t.test(name, async (t) => {
    await simulator.control({ clear: true });
    await simulator.control({ load: { cassette: 0, notes: 500 } });
    const before = movements(simulator);
    for (const fault of faults) await simulator.control({ fault });
    const asked = request(amountMinor);
    const result = await engine.dispense(asked);
    const after = movements(simulator);
    const counted = [after.exited[0] - before.exited[0], after.exited[1] - before.exited[1]];
    t.equal(result.outcome, outcome);
    t.same(counted, out, 'what the ledger counted');
    t.equal(result.locked, locked !== undefined);
    t.equal(engine.status().lock?.code, locked);
    if (locked === undefined) t.equal(result.dispensedMinor, out[0] * 10_000 + out[1] * 5000, 'said = counted');
    else t.equal(result.dispensedMinor, null);
    t.same(await engine.dispense(asked), result, 'asked again: the recorded result');
    t.same(movements(simulator), after, 'and no further note');
    if (locked === undefined) return;
    await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' });
    engine.reconcile({ operator: 'local-operator', countedNotes: counted, statement: `${name}: counted` });
  });
}

t.test('the counters of the journal are those of the ledger', (t) => {
  const { counters } = engine.status();
  const { exited, rejected } = simulator.counted();
  t.same(
    counters.map((row) => row.dispensed),
    exited,
  );
  t.same(
    counters.map((row) => row.rejected),
    rejected,
  );
  t.end();
});

t.test('the customer took every note that came out', async (t) => {
  await eventually(
    'the customer',
    () => simulator.counted().taken === simulator.counted().exited[0] + simulator.counted().exited[1],
  );
  t.equal((await simulator.control({ status: true })).lying, 0);
});

t.test('another ROM locks before a note moves', async (t) => {
  const before = movements(simulator);
  await simulator.control({ fault: { kind: 'romChange', checksum: '8013' } });
  await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' });
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_FIRMWARE' } });
  t.same(movements(simulator), before);
});
