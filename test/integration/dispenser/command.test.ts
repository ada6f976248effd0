import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { LockEvent } from '../../../src/dispenser/payoutApi.ts';
import { journalPath } from '../../../src/journal/database.ts';
import { engineOn, eventually, movements, patient, request, startSimulator, tempDir } from './bench.ts';

const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const dir = tempDir(t);
const simulator = await startSimulator(t, dir);
const board = join(dir, 'board.toml');
const keys = ['bank_verify', 'board_decrypt', 'board_sign', 'token_hmac', 'present_hmac'];
writeFileSync(
  board,
  `[terminal]
id = "bench"
[paths]
state = ${JSON.stringify(dir)}
[keys]
${keys.map((key) => `${key} = "unused"`).join('\n')}
[dispenser]
driver = "puloon-lcdm2000"
port = ${JSON.stringify(simulator.paths.link)}
cassettes = [{ value_minor = 10000 }, { value_minor = 5000 }]
`,
);

/** Runs `tellersight dispenser ... --config board`; stdout as JSON. */
function dispenser(...args: string[]): Promise<{ code: number; json: Record<string, unknown>; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [cli, 'dispenser', ...args, '--config', board, '--json'], (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error);
      resolve({ code: Number(error?.code ?? 0), json: JSON.parse(stdout), stderr });
    });
  });
}

t.test('without a journal: said clearly, and none is created', async (t) => {
  t.match(await dispenser('status'), { code: 1, json: { schema: 'error@1', error: { code: 'JOURNAL_UNREADABLE' } } });
  const args = ['reconcile', '--counted-minor', '0', '--statement', 'nothing'];
  t.match(await dispenser(...args), { code: 1, json: { error: { code: 'JOURNAL_UNREADABLE' } } });
});

t.test('beside a running daemon: status, and a reconciliation that it notices', async (t) => {
  const { engine, db } = engineOn(simulator.paths.link, journalPath(dir), patient);
  const events: LockEvent[] = [];
  engine.onLock((event) => void events.push(event));
  await engine.start();
  await engine.dispense(request());
  t.match(await dispenser('status'), {
    code: 0,
    json: {
      schema: 'dispenser-status@1',
      lock: null,
      device: null,
      identity: { firmware: 'T20', checksum: '5624' },
      counters: [{ dispensed: 5 }, { dispensed: 0 }],
      payouts: [{ outcome: 'dispensed', requestedMinor: 50_000, dispensedMinor: 50_000 }],
    },
  });
  const args = [
    'reconcile',
    '--notes',
    '2,0',
    '--operator',
    'technician',
    '--statement',
    'jam cleared, cassettes counted',
  ];
  t.match(await dispenser(...args), { code: 1, json: { error: { code: 'RECONCILE_REFUSED' } } }, 'nothing is locked');

  await simulator.control({ fault: { kind: 'jamAtExit', after: 2 } });
  const jammed = request();
  t.match(await engine.dispense(jammed), { outcome: 'suspect', locked: true });
  t.match(await dispenser('status'), {
    code: 2,
    json: { lock: { code: 'PAYOUT_SUSPECT', payoutId: jammed.payoutId }, payouts: [{ outcome: 'suspect' }, {}] },
  });
  t.match(
    await dispenser('status', '--port'),
    { code: 1, json: { error: { code: 'DISPENSER_OFFLINE' } } },
    'port is held',
  );
  await simulator.control({ clear: true });
  t.match(await dispenser(...args), {
    code: 0,
    json: {
      schema: 'dispenser-reconciliation@1',
      operator: 'technician',
      countedMinor: 20_000,
      payoutIds: [jammed.payoutId],
    },
  });
  await eventually('the daemon to notice', () => events.some(({ lock }) => lock === null));
  t.match(events.at(-1), { lock: null, reconciliation: { operator: 'technician', countedMinor: 20_000 } });
  t.match(await engine.dispense(request()), { outcome: 'dispensed' }, 'it pays again');
  t.match(engine.presentStatus(jammed.dispenseId), { dispensedMinor: 20_000 });
  await engine.stop();
  db.close();
});

t.test('without the daemon the device itself is asked, and no note moves', async (t) => {
  const before = movements(simulator);
  await simulator.control({ tray: false });
  t.match(await dispenser('status', '--port'), {
    code: 0,
    json: { device: { identity: { firmware: 'T20' }, status: { rejectTrayPresent: false, noteAtExit: false } } },
  });
  t.same(movements(simulator), before);
});
