// One life of the paying process: node child.ts DIALECT LINK JOURNAL. It recovers, says what it knows, and does what it is
// told on stdin, one JSON object per line; at the armed operation it is killed.
import { createInterface } from 'node:readline';
import { createDriver } from '../../../src/dispenser/createDriver.ts';
import { PayoutEngine } from '../../../src/dispenser/payout.ts';
import type { PayoutRequest } from '../../../src/dispenser/payoutResult.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { bootId } from '../../../src/lib/bootId.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/system/log.ts';
import { boardConfig } from './dialects.ts';
import { KillSwitch } from './killSwitch.ts';

const [dialect, link, journal] = process.argv.slice(2) as [string, string, string];
const config = boardConfig(dialect, link);
const killSwitch = new KillSwitch();
const db = killSwitch.database(openJournal(journal));
const driver = killSwitch.driver(createDriver(config, 'CNY', silentLog)!);
const clock = systemClock;
const engine = new PayoutEngine({ driver, db, log: silentLog, clock, config, currency: 'CNY', bootId: bootId() });
await engine.start();
// From here on every outcome is known or the dispenser is locked; the process began at time origin.
say({ startMs: performance.now() });

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { ask, reconcile, pay, kill } = JSON.parse(line);
  if (ask !== undefined) {
    const { lock } = engine.status();
    const { resultRetrievable } = driver.capability;
    say({ present: engine.presentStatus(ask), lock, settled: driver.connected && !(resultRetrievable && lock) });
  }
  if (reconcile) say({ reconciled: engine.reconcile(reconcile).id });
  if (pay) {
    if (kill) killSwitch.arm(kill);
    try {
      say({ result: await engine.dispense(pay as PayoutRequest) });
    } catch (error) {
      say({ refused: (error as { code?: string }).code ?? String(error) });
    }
  }
});

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
