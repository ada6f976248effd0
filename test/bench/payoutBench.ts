// npm run bench:payout -- [--payouts 200] [--dir FOLDER] [--json]: what journal, token check and planning add to the time
// on the wire. Both ways in turn on the same simulated dispenser, so that whatever else the machine does hits both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, configSchema } from '../../src/config/schema.ts';
import { createDriver } from '../../src/dispenser/createDriver.ts';
import type { DispenserDriver } from '../../src/dispenser/driver.ts';
import { PayoutEngine } from '../../src/dispenser/payout.ts';
import { decisionKey, verifyDispenseToken } from '../../src/dispenser/token.ts';
import { formatToken } from '../../src/dispenser/tokenFormat.ts';
import { openJournal } from '../../src/journal/database.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { DispenserSimulator } from '../../src/simulator/dispenser/client.ts';
import { silentLog } from '../../src/system/log.ts';
import { type Row, row } from './statistics.ts';

const { values } = parseArgs({
  options: {
    payouts: { type: 'string', default: '200' },
    dir: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const dir = mkdtempSync(join(values.dir, 'tellersight-bench-'));
const paths = { link: join(dir, 'tty'), control: join(dir, 'control'), ledger: join(dir, 'ledger') };
const notes = [2, 1];
const amountMinor = 25_000;
const config: Config['dispenser'] = configSchema.shape.dispenser.parse({
  driver: 'puloon-lcdm2000',
  port: paths.link,
  cassettes: [{ value_minor: 10_000 }, { value_minor: 5000 }],
  max_payouts_per_hour: 0,
});
const key = new Uint8Array(32).fill(7);

/** Adds up the time in which the driver waits for the line; what the engine does inside of a call is taken off again. */
class WireTime {
  ms = 0;

  over(driver: DispenserDriver): DispenserDriver {
    return new Proxy(driver, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name !== 'identify' && name !== 'status' && name !== 'dispense') return value.bind(target);
        return async (...args: unknown[]) => {
          const begun = performance.now();
          const [counts, trace] = args as Parameters<DispenserDriver['dispense']>;
          const timed = trace && {
            sent: (...said: Parameters<typeof trace.sent>) => this.#off(() => trace.sent(...said)),
            acknowledged: () => this.#off(() => trace.acknowledged()),
          };
          const result = await value.call(target, counts, timed);
          this.ms += performance.now() - begun;
          return result;
        };
      },
    });
  }

  #off(work: () => void): void {
    const begun = performance.now();
    work();
    this.ms -= performance.now() - begun;
  }
}

function tokenFor(payout: number): string {
  const nonce = payout.toString(16).toUpperCase().padStart(32, '0');
  return formatToken(
    nonce,
    [
      ['DISPENSE1', '250.00CNY'],
      [decisionKey, 'AB'.repeat(32)],
    ],
    key,
  );
}

const simulator = await DispenserSimulator.start({ ...paths, noteMs: 1, load: [5000, 5000] });
const wire = new WireTime();
const driver = wire.over(createDriver(config, 'CNY', silentLog)!);
const db = openJournal(join(dir, 'journal.sqlite'));
const engine = new PayoutEngine({
  driver,
  db,
  log: silentLog,
  clock: systemClock,
  config,
  currency: 'CNY',
  bootId: 'bench',
});
const bare: number[] = [];
const whole: number[] = [];
const added: number[] = [];
try {
  await engine.start();
  while (!driver.connected) await new Promise((resolve) => setTimeout(resolve, 10));
  for (let i = 0; i < Number(values.payouts); i++) {
    if (i % 100 === 0) for (const cassette of [0, 1]) await simulator.control({ load: { cassette, notes: 5000 } });
    // Past the time the line is given to settle after a payout: it is not part of either.
    await new Promise((resolve) => setTimeout(resolve, 1050));
    if (i % 2 === 0) {
      const begun = performance.now();
      await driver.identify();
      await driver.status();
      await driver.dispense(notes, { sent() {}, acknowledged() {} });
      bare.push(performance.now() - begun);
      continue;
    }
    wire.ms = 0;
    const begun = performance.now();
    const { dispenseId, decisionSha256 } = verifyDispenseToken(tokenFor(i), key, 'CNY');
    const request = { payoutId: `payout_${i}`, sessionId: 'bench', dispenseId, decisionSha256, amountMinor };
    const { outcome } = await engine.dispense({ ...request, currency: 'CNY' });
    const total = performance.now() - begun;
    if (outcome !== 'dispensed') throw new Error(`a payout of the benchmark ended as ${outcome}`);
    whole.push(total);
    added.push(total - wire.ms);
  }
} finally {
  await engine.stop();
  await simulator.stop();
  db.close();
  rmSync(dir, { recursive: true, force: true });
}
const rows = [
  row('bare driver: ROM, STATUS, DISPENSE of 3 notes', 'ms', bare),
  row('the same through the payout engine', 'ms', whole),
  row('of that not on the wire: token, planning, journal (fsync)', 'ms', added),
];
if (values.json) console.log(JSON.stringify({ schema: 'bench-payout@1', rows }));
else {
  console.log(`${''.padEnd(62)}${'n'.padStart(6)}${'p50'.padStart(10)}${'p99'.padStart(10)}`);
  for (const line of rows) console.log(print(line));
}

function print({ name, unit, n, p50, p99 }: Row): string {
  const figure = (value: number) => `${value.toFixed(2)} ${unit}`.padStart(10);
  return `${name.padEnd(62)}${String(n).padStart(6)}${figure(p50)}${figure(p99)}`;
}
