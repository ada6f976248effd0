import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { type OperatorStatement, signOperatorStatement } from '../../../src/dispenser/operatorStatement.ts';
import type { LockEvent } from '../../../src/dispenser/payoutApi.ts';
import { journalPath, openJournal } from '../../../src/journal/database.ts';
import { readLock, writeLock } from '../../../src/journal/dispenserLock.ts';
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

t.test('load: what was put in is held against what leaves', async (t) => {
  t.match(await dispenser('load', '--cassette', '1', '--notes', '300', '--operator', 'technician'), {
    code: 0,
    json: { schema: 'dispenser-load@1', cassette: 0, loaded: 300, remaining: 300 },
  });
  t.match(await dispenser('status'), { json: { counters: [{ remaining: 300 }, { remaining: null }] } });
  for (const wrong of [
    ['--cassette', '3', '--notes', '1'],
    ['--cassette', '0', '--notes', '1'],
    ['--cassette', '1', '--notes', '-1'],
    ['--cassette', '1', '--notes', '10000'],
  ]) {
    t.match(await dispenser('load', ...wrong), { code: 64, json: { error: { code: 'USAGE' } } }, wrong.join(' '));
  }
});

t.test('purge: only at the open safe, journalled, and it unlocks nothing', async (t) => {
  await simulator.control({ clear: true });
  await simulator.control({ tray: true });
  t.match(await dispenser('purge'), { code: 64, json: { error: { code: 'USAGE' } } });
  t.match(await dispenser('purge', '--safe-is-open', '--operator', 'technician'), {
    code: 0,
    json: { schema: 'dispenser-purge@1', outcome: 'purged' },
  });
  const db = openJournal(journalPath(dir));
  t.match(db.prepare('SELECT * FROM purges').all(), [{ operator: 'technician', outcome: 'purged' }]);
  db.close();
});

t.test('a board that wants signatures takes only an operator of its own, for this lock', async (t) => {
  const pair = generateKeyPairSync('ed25519');
  const other = generateKeyPairSync('ed25519');
  const keyFile = join(dir, 'operator.jwk');
  writeFileSync(keyFile, JSON.stringify(pair.privateKey.export({ format: 'jwk' })));
  const operators = join(dir, 'operators.jwks');
  writeFileSync(operators, JSON.stringify({ keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'op-7' }] }));
  const strict = ['--set', 'dispenser.signed_reconciliation=true', '--set', `dispenser.operators=${operators}`];

  const db = openJournal(journalPath(dir));
  const lock = {
    code: 'DISPENSER_LINK_LOST',
    reason: 'cut',
    payoutId: null,
    sinceUtc: '2026-08-01T10:00:00.000Z',
  } as const;
  writeLock(db, lock);
  t.match(await dispenser('reconcile', '--notes', '0,0', '--statement', 'typed', ...strict), {
    code: 1,
    json: { error: { code: 'RECONCILE_REFUSED', message: /signed by one of its operators/ } },
  });
  const good: OperatorStatement = {
    schema: 'operator-statement@1',
    terminal: 'bench',
    lockedSince: lock.sinceUtc,
    countedNotes: [0, 0],
    statement: 'nothing left',
  };
  const signed = async (statement: OperatorStatement, kid = 'op-7', key = pair.privateKey) => {
    const file = join(dir, 'statement.jws');
    writeFileSync(file, await signOperatorStatement(statement, kid, key.export({ format: 'jwk' })));
    return dispenser('reconcile', '--signed', file, ...strict);
  };
  const refusals: [string, () => ReturnType<typeof signed>][] = [
    ['another terminal', () => signed({ ...good, terminal: 'elsewhere' })],
    ['another lock', () => signed({ ...good, lockedSince: '2026-07-01T10:00:00.000Z' })],
    ['another key', () => signed(good, 'op-7', other.privateKey)],
    ['an unknown operator', () => signed(good, 'op-8')],
  ];
  for (const [name, result] of refusals) {
    t.match(await result(), { code: 1, json: { error: { code: 'RECONCILE_REFUSED' } } }, name);
  }
  t.match(readLock(db), lock, 'still locked');

  const { stdout } = await promisify(execFile)(process.execPath, [
    cli,
    ...['dispenser', 'sign', '--key', keyFile, '--operator', 'op-7', '--terminal', 'bench'],
    ...['--locked-since', lock.sinceUtc, '--notes', '0,0', '--statement', 'nothing left'],
  ]);
  const file = join(dir, 'good.jws');
  writeFileSync(file, stdout);
  t.match(await dispenser('reconcile', '--signed', file, ...strict), {
    code: 0,
    json: { operator: 'op-7', countedMinor: 0, signedStatement: stdout.trim() },
  });
  t.equal(readLock(db), null);
  db.close();
});
