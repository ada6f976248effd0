import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Config, configSchema } from '../../../src/config/schema.ts';
import { createDriver } from '../../../src/dispenser/createDriver.ts';
import type { DispenserDriver } from '../../../src/dispenser/driver.ts';
import { PayoutEngine } from '../../../src/dispenser/payout.ts';
import { SerialLink } from '../../../src/dispenser/serial/serialLink.ts';
import { SspPayout } from '../../../src/dispenser/ssp/sspPayout.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { SspFault } from '../../../src/simulator/dispenser/ssp/faults.ts';
import { silentLog } from '../../../src/system/log.ts';
import { eventually, movements, request, startSimulator, tempDir } from './bench.ts';

const dir = tempDir(t);
const key = '1122334455667788';
const simulator = await startSimulator(t, dir, {
  dialect: 'itl-ssp',
  load: [500, 500, 500, 500],
  settings: { key, serial: '7654321' },
});
writeFileSync(join(dir, 'ssp.key'), `${key}\n`, { mode: 0o600 });
const valuesMinor = [10_000, 5000, 2000, 1000];
const config: Config['dispenser'] = configSchema.shape.dispenser.parse({
  driver: 'itl-ssp',
  port: simulator.paths.link,
  ssp_key: join(dir, 'ssp.key'),
  cassettes: valuesMinor.map((value_minor) => ({ value_minor })),
  poll_interval_s: 1,
});

function engineWith(driver: DispenserDriver, journal: string) {
  const db = openJournal(join(dir, journal));
  const common = { db, log: silentLog, clock: systemClock, currency: 'CNY', bootId: 'boot 1' };
  return new PayoutEngine({ ...common, driver, config });
}

await t.test('as a board is configured: key file, 8N2, defaults', async (t) => {
  const driver = createDriver(config, 'CNY', silentLog)!;
  const engine = engineWith(driver, 'configured.sqlite');
  await engine.start();
  t.teardown(() => engine.stop());
  const result = await engine.dispense(request(168_000));
  t.match(result, { outcome: 'dispensed', dispensedMinor: 168_000, locked: false });
  t.same(movements(simulator).exited, [16, 1, 1, 1]);
  t.match(engine.status().identity, { protocol: 'itl-ssp', firmware: '0429 CNY v6', serial: '7654321' });
  t.match(await driver.status(), { code: 'F0', cassettes: [{ count: 484 }, { count: 499 }, {}, {}] });
});

/** Short where silence is what is tested. */
const driver = new SspPayout({
  line: (events) => {
    const options = { path: simulator.paths.link, baud: 9600, parity: 'none', stopBits: 2 } as const;
    return new SerialLink({ ...options, modemLines: [], log: silentLog }, events);
  },
  valuesMinor,
  currency: 'CNY',
  nearEndNotes: [0, 0, 0, 0],
  maxNotesPerCommand: 20,
  address: 0,
  fixedKey: BigInt(`0x${key}`),
  limits: { replyMs: 400, cashTries: 4, pollMs: 50, idleMs: 500, settleMs: 100 },
  log: silentLog,
});
const engine = engineWith(driver, 'journal.sqlite');
await engine.start();
t.teardown(() => engine.stop());
await eventually('the line', () => driver.connected);

interface Case {
  readonly name: string;
  readonly faults: SspFault[];
  readonly amountMinor?: number;
  readonly outcome: string;
  readonly out: number[];
  readonly locked?: string;
}

const lost = { kind: 'replyLost', of: 'payout' } as const;
const cases: Case[] = [
  { name: 'normal', faults: [], outcome: 'dispensed', out: [5, 0, 0, 0] },
  { name: 'four denominations', faults: [], amountMinor: 58_000, outcome: 'dispensed', out: [5, 1, 1, 1] },
  { name: 'two commands', faults: [], amountMinor: 240_000, outcome: 'dispensed', out: [24, 0, 0, 0] },
  { name: 'answer lost once', faults: [{ ...lost, times: 1 }], outcome: 'dispensed', out: [5, 0, 0, 0] },
  {
    name: 'answer lost for good: found again in a new session',
    faults: [{ ...lost, times: 4 }],
    outcome: 'dispensed',
    out: [5, 0, 0, 0],
  },
  {
    name: 'two commands, the first answer lost for good: the second one is paid as well',
    faults: [{ ...lost, times: 4 }],
    amountMinor: 240_000,
    outcome: 'dispensed',
    out: [24, 0, 0, 0],
  },
  {
    name: 'command lost for good: provably not executed',
    faults: [{ kind: 'commandLost', of: 'payout', times: 4 }],
    outcome: 'notExecuted',
    out: [0, 0, 0, 0],
  },
  { name: 'short', faults: [{ kind: 'pickError', after: 3 }], outcome: 'short', out: [3, 0, 0, 0] },
  {
    name: 'jam inside',
    faults: [{ kind: 'jamAtDiverter', after: 2 }],
    outcome: 'suspect',
    out: [2, 0, 0, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'the counter contradicts the levels',
    faults: [{ kind: 'counterStuck', times: 1 }],
    outcome: 'suspect',
    out: [5, 0, 0, 0],
    locked: 'PAYOUT_SUSPECT',
  },
  {
    name: 'double feed',
    faults: [{ kind: 'overDispense', extra: 1 }],
    outcome: 'suspect',
    out: [6, 0, 0, 0],
    locked: 'OVER_DISPENSE',
  },
];

for (const { name, faults, amountMinor = 50_000, outcome, out, locked } of cases) {
  await t.test(name, async (t) => {
    await simulator.control({ clear: true });
    // The control protocol is typed by the first dialect; each dialect checks its own faults.
    const arm = () => Promise.all(faults.map((fault) => simulator.control({ fault } as never)));
    const before = movements(simulator);
    await arm();
    const asked = request(amountMinor);
    const result = await engine.dispense(asked);
    const after = movements(simulator);
    const counted = after.exited.map((count, i) => count - (before.exited[i] ?? 0));
    t.equal(result.outcome, outcome, engine.status().lock?.reason ?? '');
    t.same(counted, out, 'what the ledger counted');
    t.equal(engine.status().lock?.code, locked);
    const value = counted.reduce((sum, count, i) => sum + count * valuesMinor[i]!, 0);
    t.equal(result.dispensedMinor, locked === undefined ? value : null);
    t.same(await engine.dispense(asked), result, 'asked again: the recorded result');
    t.same(movements(simulator), after, 'and no further note');
    if (locked !== undefined) reconcile(counted, name);
  });
}

t.test('the line is cut while notes move: unknown, then found again on the new line', async (t) => {
  await simulator.control({ clear: true });
  const before = movements(simulator).exited[0];
  await simulator.control({ fault: { kind: 'hangUp', after: 2, reopenMs: 300 } } as never);
  const asked = request();
  await engine.dispense(asked);
  await eventually('the proof', () => engine.presentStatus(asked.dispenseId)?.dispensedMinor === 50_000);
  t.equal(movements(simulator).exited[0] - before, 5);
  t.match(engine.status().lock, { code: 'DISPENSER_LINK_LOST' }, 'the proof lifts its own lock and no other');
  reconcile([0, 0, 0, 0], 'cable checked');
});

t.test('the power fails while notes move: the device and the ledger agree, or it stays uncertain', async (t) => {
  await simulator.control({ clear: true });
  const before = movements(simulator).exited[0];
  await simulator.control({ fault: { kind: 'powerLoss', after: 2, backMs: 7000 } } as never);
  const asked = request();
  const result = await engine.dispense(asked);
  t.match(result, { outcome: 'unknown', locked: true });
  await eventually('the second look', () => engine.presentStatus(asked.dispenseId)?.outcome === 'suspect');
  t.equal(engine.status().lock !== null, true);
  reconcile([movements(simulator).exited[0] - before, 0, 0, 0], 'counted after the power cut');
  await simulator.control({ clear: true });
  t.match(await engine.dispense(request()), { outcome: 'dispensed' }, 'and pays again');
});

t.test('another unit in its place locks before a note moves', async (t) => {
  const before = movements(simulator);
  await simulator.control({ fault: { kind: 'serialChange', serial: 5 } } as never);
  await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' });
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_FIRMWARE' } });
  t.same(movements(simulator), before);
});

function reconcile(countedNotes: number[], statement: string): void {
  while (engine.status().lock !== null) engine.reconcile({ operator: 'local-operator', countedNotes, statement });
}
