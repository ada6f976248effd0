import { join } from 'node:path';
import t from 'tap';
import { configSchema } from '../../../src/config/schema.ts';
import { FujitsuF53 } from '../../../src/dispenser/fujitsu/f53.ts';
import type { LineLimits } from '../../../src/dispenser/fujitsu/limits.ts';
import { noteSizes } from '../../../src/dispenser/fujitsu/noteSizes.ts';
import { PayoutEngine } from '../../../src/dispenser/payout.ts';
import { SerialLink } from '../../../src/dispenser/serial/serialLink.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { FujitsuFault as Fault } from '../../../src/simulator/dispenser/fujitsu/faults.ts';
import { silentLog } from '../../../src/system/log.ts';
import { eventually, movements, request, startSimulator, tempDir } from './bench.ts';

const note = { length_max: 0xa6, length_min: 0x92, thickness: 0x0d };
const config = configSchema.shape.dispenser.parse({
  driver: 'fujitsu-f53',
  parity: 'even',
  cassettes: [10_000, 5000, 2000, 1000].map((value_minor) => ({ value_minor, ...note })),
});
/** Tenths of the true times: the simulator's device is told the same. */
const limits: Partial<LineLimits> = { handshakeMs: 500, refusalMs: 700, responseMs: 2000, queryMs: 3000, gapMs: 100 };

const dir = tempDir(t);
const simulator = await startSimulator(t, dir, { dialect: 'fujitsu-f53', settings: { stepMs: '500', f56: 'true' } });
const driver = new FujitsuF53({
  line: (events) =>
    new SerialLink(
      { path: simulator.paths.link, baud: 9600, parity: 'even', stopBits: 1, modemLines: [], log: silentLog },
      events,
    ),
  sizes: noteSizes(config.cassettes),
  maxNotesPerCommand: config.max_notes_per_command,
  limits,
  log: silentLog,
});
const db = openJournal(join(dir, 'journal.sqlite'));
const options = { driver, db, log: silentLog, clock: systemClock, config, currency: 'CNY', bootId: 'boot 1' };
const engine = new PayoutEngine(options);
await engine.start();
t.teardown(() => engine.stop());

interface Case {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** 5 notes of cassette 1 unless told otherwise. */
  readonly amountMinor?: number;
  readonly outcome: string;
  /** Notes out, as the simulator's ledger must have them. */
  readonly out: readonly [number, number, number, number];
  readonly locked?: string;
}

const five = [5, 0, 0, 0] as const;
const none = [0, 0, 0, 0] as const;
const cases: readonly Case[] = [
  { name: 'normal', faults: [], outcome: 'dispensed', out: five },
  { name: 'four cassettes', faults: [], amountMinor: 28_000, outcome: 'dispensed', out: [2, 1, 1, 1] },
  { name: 'two steps', faults: [], amountMinor: 215_000, outcome: 'dispensed', out: [21, 1, 0, 0] },
  { name: 'ACK lost', faults: [{ kind: 'frameAckLost', times: 1 }], outcome: 'dispensed', out: five },
  { name: 'refused once, then paid once', faults: [{ kind: 'refuse', times: 1 }], outcome: 'dispensed', out: five },
  { name: 'refused every time', faults: [{ kind: 'refuse', times: 3 }], outcome: 'notExecuted', out: none },
  { name: 'good on the 3rd', faults: [{ kind: 'responseCorrupt', times: 2 }], outcome: 'dispensed', out: five },
  { name: 'answer twice', faults: [{ kind: 'responseTwice' }], outcome: 'dispensed', out: five },
  { name: 'byte by byte', faults: [{ kind: 'dribble' }], outcome: 'dispensed', out: five },
  { name: 'rejects', faults: [{ kind: 'rejects', count: 2 }], outcome: 'dispensed', out: five },
  { name: 'short', faults: [{ kind: 'billEnd', cassette: 0, after: 3 }], outcome: 'short', out: [3, 0, 0, 0] },
  {
    name: 'pick error: one source is not enough',
    faults: [{ kind: 'pickError', after: 3 }],
    outcome: 'suspect',
    out: [3, 0, 0, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'jam',
    faults: [{ kind: 'jamAtDiverter', after: 2 }],
    outcome: 'suspect',
    out: [2, 0, 0, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'wrong count with a good CRC',
    faults: [{ kind: 'countMismatch' }],
    outcome: 'suspect',
    out: five,
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'over-dispense',
    faults: [{ kind: 'overDispense', extra: 1 }],
    outcome: 'suspect',
    out: [6, 0, 0, 0],
    locked: 'OVER_DISPENSE',
  },
  {
    name: 'frame lost',
    faults: [{ kind: 'hostFrameLost', times: 1 }],
    outcome: 'unknown',
    out: none,
    locked: 'PAYOUT_UNKNOWN',
  },
  {
    name: 'answer lost three times',
    faults: [{ kind: 'responseLost', times: 3 }],
    outcome: 'unknown',
    out: five,
    locked: 'PAYOUT_UNKNOWN',
  },
  {
    name: 'answer after the deadline',
    faults: [{ kind: 'responseDelay', ms: 3500 }],
    outcome: 'unknown',
    out: five,
    locked: 'PAYOUT_UNKNOWN',
  },
  {
    name: 'line cut, notes go on',
    faults: [{ kind: 'hangUp', after: 2, reopenMs: 100 }],
    outcome: 'unknown',
    out: five,
    locked: 'PAYOUT_UNKNOWN',
  },
];

for (const { name, faults, amountMinor = 50_000, outcome, out, locked } of cases) {
  await t.test(name, async (t) => {
    await fresh();
    const before = movements(simulator).exited;
    for (const fault of faults) await simulator.control({ fault });
    const asked = request(amountMinor);
    const result = await engine.dispense(asked);
    await eventually('the last note', () => out.every((count, slot) => leftSince(before, slot) >= count));
    t.equal(result.outcome, outcome);
    t.equal(engine.status().lock?.code, locked);
    const value = config.cassettes.reduce((sum, { value_minor }, slot) => sum + value_minor * out[slot]!, 0);
    t.equal(result.dispensedMinor, locked === undefined ? value : null, 'said = counted, or nothing is said');
    t.same(await engine.dispense(asked), result, 'asked again: the recorded result');
    if (locked !== undefined) {
      await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' });
      if (faults.some(({ kind }) => kind === 'responseDelay')) {
        const late = 'SELECT count(*) AS n FROM payout_states WHERE detail LIKE \'%"late"%\'';
        await eventually('the late answer', () => db.prepare(late).get()!.n === 1);
        t.match(engine.status().lock, { payoutId: asked.payoutId }, 'evidence, no unlock');
      }
      await eventually('the line', () => driver.connected);
      engine.reconcile({ operator: 'local-operator', countedNotes: [...out], statement: `${name}: counted` });
    }
    t.same(
      out.map((_, slot) => leftSince(before, slot)),
      out,
      'what the ledger counted, to the last',
    );
  });
}

t.test('power lost during a count: locked, with the reset told by the device itself', async (t) => {
  await fresh();
  const before = movements(simulator).exited;
  await simulator.control({ fault: { kind: 'powerLoss', after: 2, backMs: 200 } });
  t.match(await engine.dispense(request()), { outcome: 'unknown', locked: true });
  const left = leftSince(before, 0);
  t.ok(left === 2 || left === 3, 'the note on its way stays inside or falls out');
  engine.reconcile({ operator: 'local-operator', countedNotes: [left, 0, 0, 0], statement: 'counted' });
  await t.rejects(
    fresh().then(() => engine.dispense(request())),
    { code: 'DISPENSER_LOCKED' },
  );
  t.match(engine.status().lock, { code: 'DISPENSER_RESET', payoutId: null });
  engine.reconcile({ operator: 'local-operator', countedMinor: 0, statement: 'mains came back, cassettes counted' });
  t.match(await engine.dispense(request()), { outcome: 'dispensed' });
});

t.test('other cassettes lock before a note moves', async (t) => {
  await fresh();
  const before = movements(simulator);
  await simulator.control({ fault: { kind: 'idsChanged', ids: [10, 12, 9, 6] } });
  await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' });
  t.match(engine.status(), { lock: { code: 'DISPENSER_FIRMWARE' }, identity: { checksum: 'AC96' } });
  t.same(movements(simulator), before);
});

/** Path and exit free, faults disarmed, cassettes full, the device listening. */
async function fresh(): Promise<void> {
  await simulator.control({ clear: true });
  for (const cassette of [0, 1, 2, 3]) await simulator.control({ load: { cassette, notes: 500 } });
  const deadline = systemClock.monotonicMs() + 20_000;
  for (;;) {
    const { busy, lying } = await simulator.control({ status: true });
    if (!busy && lying === 0 && driver.connected) return;
    if (systemClock.monotonicMs() > deadline) throw new Error('the simulator does not come to rest');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function leftSince(before: readonly number[], slot: number): number {
  return (movements(simulator).exited[slot] ?? 0) - (before[slot] ?? 0);
}
