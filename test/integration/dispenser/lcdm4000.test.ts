import { join } from 'node:path';
import t from 'tap';
import { configSchema } from '../../../src/config/schema.ts';
import { PayoutEngine } from '../../../src/dispenser/payout.ts';
import { Lcdm4000 } from '../../../src/dispenser/puloon/lcdm4000.ts';
import type { LineLimits } from '../../../src/dispenser/puloon/limits.ts';
import { SerialLink } from '../../../src/dispenser/serial/serialLink.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { Lcdm4000Fault as Fault } from '../../../src/simulator/dispenser/lcdm4000/faults.ts';
import { silentLog } from '../../../src/system/log.ts';
import { eventually, movements, request, startSimulator, tempDir } from './bench.ts';

const config = configSchema.shape.dispenser.parse({
  driver: 'puloon-lcdm4000',
  cassettes: [10_000, 5000, 2000, 1000].map((value_minor) => ({ value_minor })),
  max_payouts_per_hour: 0,
  poll_interval_s: 1,
});
/** Silence is what many of these cases are about, and yet a loaded machine must not make any. */
const limits: Partial<LineLimits> = {
  ackMs: 500,
  responseMs: 1500,
  repeatMs: 300,
  eotMs: 300,
  settleMs: 250,
  afterTroubleMs: 400,
};

const dir = tempDir(t);
const settings = { repeatMs: '150', lastStatus: 'stale' };
const simulator = await startSimulator(t, dir, { dialect: 'puloon-lcdm4000', settings });
const db = openJournal(join(dir, 'journal.sqlite'));

function boot() {
  const driver = new Lcdm4000({
    line: (events) =>
      new SerialLink(
        { path: simulator.paths.link, baud: 9600, parity: 'none', stopBits: 1, modemLines: [], log: silentLog },
        events,
      ),
    cassettes: 4,
    maxNotesPerCommand: config.max_notes_per_command,
    limits,
    log: silentLog,
  });
  const options = { driver, db, log: silentLog, clock: systemClock, config, currency: 'CNY', bootId: 'boot 1' };
  return { driver, engine: new PayoutEngine(options) };
}

let { driver, engine } = boot();
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
const lost: Fault = { kind: 'responseLost', times: 3 };
const cases: readonly Case[] = [
  { name: 'normal', faults: [], outcome: 'dispensed', out: five },
  { name: 'the same again, in two commands', faults: [], outcome: 'dispensed', out: five },
  { name: 'four cassettes', faults: [], amountMinor: 28_000, outcome: 'dispensed', out: [2, 1, 1, 1] },
  { name: 'more than one command', faults: [], amountMinor: 215_000, outcome: 'dispensed', out: [21, 1, 0, 0] },
  { name: 'ACK lost', faults: [{ kind: 'ackLost', times: 1 }], outcome: 'dispensed', out: five },
  {
    name: 'damaged on the way',
    faults: [{ kind: 'commandCorrupt', times: 1, byte: 4, bit: 0 }],
    outcome: 'dispensed',
    out: five,
  },
  { name: 'refused every time', faults: [{ kind: 'refuse', times: 4 }], outcome: 'notExecuted', out: none },
  { name: 'good on the 3rd', faults: [{ kind: 'responseCorrupt', times: 2 }], outcome: 'dispensed', out: five },
  { name: 'no EOT', faults: [{ kind: 'eotLost', times: 5 }], outcome: 'dispensed', out: five },
  { name: 'noise, byte by byte', faults: [{ kind: 'noise' }, { kind: 'dribble' }], outcome: 'dispensed', out: five },
  { name: 'rejects', faults: [{ kind: 'rejects', count: 2 }], outcome: 'dispensed', out: five },
  { name: 'short', faults: [{ kind: 'billEnd', cassette: 0, after: 2 }], outcome: 'short', out: [2, 0, 0, 0] },
  { name: 'answer lost, all of it proved', faults: [lost], outcome: 'dispensed', out: five },
  {
    name: 'answers lost in both commands',
    faults: [{ kind: 'responseLost', times: 6 }],
    amountMinor: 215_000,
    outcome: 'dispensed',
    out: [21, 1, 0, 0],
  },
  {
    name: 'answer lost, a part proved',
    faults: [lost, { kind: 'billEnd', cassette: 0, after: 3 }],
    outcome: 'short',
    out: [3, 0, 0, 0],
  },
  {
    name: 'answer lost after a jam',
    faults: [lost, { kind: 'jamAtDiverter', after: 2 }],
    outcome: 'suspect',
    out: [2, 0, 0, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'wrong count with a good check byte',
    faults: [{ kind: 'countMismatch' }],
    amountMinor: 70_000,
    outcome: 'suspect',
    out: [7, 0, 0, 0],
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
    name: 'command lost',
    faults: [{ kind: 'commandLost', times: 1 }],
    outcome: 'unknown',
    out: none,
    locked: 'PAYOUT_UNKNOWN',
  },
  {
    name: 'power lost, the device tells an older result',
    faults: [{ kind: 'powerLoss', after: 5, backMs: 300 }],
    amountMinor: 70_000,
    outcome: 'unknown',
    out: [5, 0, 0, 0],
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
      await eventually('the line', () => driver.connected);
      const counted = out.map((_, slot) => leftSince(before, slot));
      engine.reconcile({ operator: 'local-operator', countedNotes: counted, statement: `${name}: counted` });
    }
    const left = out.map((_, slot) => leftSince(before, slot));
    // The note on its way when the power goes may stay inside or fall out.
    if (faults.some(({ kind }) => kind === 'powerLoss')) t.ok(left[0] === 5 || left[0] === 6, `${left}`);
    else t.same(left, out, 'what the ledger counted, to the last');
  });
}

t.test(
  'the line is closed in the middle of a payout: the next life asks the device, tells the bank, and pays on',
  async (t) => {
    await fresh();
    const before = movements(simulator).exited;
    await simulator.control({ fault: { kind: 'responseDelay', ms: 300 } });
    const asked = request(60_000);
    const sent = "SELECT count(*) AS n FROM payout_states WHERE state = 'sent'";
    const known = Number(db.prepare(sent).get()!.n);
    const dying = engine.dispense(asked);
    await eventually('the command', () => Number(db.prepare(sent).get()!.n) > known);
    await driver.stop(); // the line is gone under it, and with it the answer
    await dying;
    await engine.stop();
    ({ driver, engine } = boot());
    await engine.start();
    t.match(engine.status().lock, { code: 'PAYOUT_UNKNOWN', payoutId: asked.payoutId });
    await eventually('the proof', () => engine.status().lock === null);
    t.match(await engine.dispense(asked), { outcome: 'dispensed', dispensedMinor: 60_000 });
    t.equal(leftSince(before, 0), 6, 'and not a note more');
    t.match(await engine.dispense(request(20_000)), { outcome: 'dispensed' });
  },
);

t.test('other settings in the device lock before a note moves', async (t) => {
  await fresh();
  const before = movements(simulator);
  await simulator.control({ fault: { kind: 'settingsChange' } });
  await engine.dispense(request()).then(
    () => t.fail('paid'),
    (error) => t.match(error, { code: 'DISPENSER_LOCKED' }),
  );
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_FIRMWARE' } });
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
