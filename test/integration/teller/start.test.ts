import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Calibration } from '../../../src/lib/calibration.ts';
import { writeDemoKeys } from '../../../src/simulator/keys.ts';
import { silentLog } from '../../../src/system/log.ts';
import { loadKeys } from '../../../src/teller/keys.ts';
import { Teller } from '../../../src/teller/teller.ts';
import { calibration, config, padCalibration } from '../../unit/teller/fixtures.ts';
import { NOTE, startBench, tempFolder } from './bench.ts';

function teller(folder: string, pairs: Calibration = calibration()): Teller {
  const { paths } = writeDemoKeys(join(folder, 'keys'));
  const settings = {
    ...config({
      paths: { state: join(folder, 'state'), run: join(folder, 'run') },
      atm: { endpoint: `ipc://${folder}/run/atm.sock`, events: `ipc://${folder}/run/events.sock` },
    }),
    keys: paths,
  };
  return new Teller({
    config: settings,
    version: '0',
    calibration: pairs,
    padCalibration: padCalibration(),
    driver: null,
    log: silentLog,
  });
}

t.test('starts without vision, broker and dispenser; stops twice', async (t) => {
  const daemon = teller(tempFolder(t));
  await daemon.start();
  t.equal(daemon.visionOnline, false);
  await daemon.stop();
  await daemon.stop();
});

t.test('R6: refuses to start when the calibration cannot support the asked rate', async (t) => {
  await t.rejects(teller(tempFolder(t), calibration(100_000)).start(), { code: 'CALIBRATION_UNSUPPORTED' });
});

t.test('refuses to start on a folder that is a file, and leaves nothing running', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'run'), '');
  await t.rejects(teller(folder).start(), { code: 'ATM_BIND_FAILED' });
});

t.test('keys: closed files of the right kind, or none', async (t) => {
  const folder = tempFolder(t);
  const { paths } = writeDemoKeys(folder);
  const keys = await loadKeys(paths);
  t.equal(keys.tokenHmac.length, 32);
  t.notOk('d' in keys.publicJwks.sign || 'd' in keys.publicJwks.encrypt, 'no private part leaves');
  for (const name of ['board_sign', 'board_decrypt', 'token_hmac', 'present_hmac'] as const) {
    chmodSync(paths[name], 0o640);
    await t.rejects(loadKeys(paths), { code: 'KEY_TOO_OPEN' }, name);
    chmodSync(paths[name], 0o600);
  }
  await t.rejects(loadKeys({ ...paths, bank_verify: paths.board_sign }), { code: 'KEY_UNREADABLE' }, 'a private key');
  await t.rejects(loadKeys({ ...paths, bank_verify: join(folder, 'missing') }), { code: 'KEY_UNREADABLE' });
  await t.rejects(loadKeys({ ...paths, board_sign: paths.board_decrypt }), { code: 'KEY_UNREADABLE' }, 'wrong curve');
  await t.rejects(loadKeys({ ...paths, token_hmac: paths.board_sign }), { code: 'KEY_UNREADABLE' }, 'not hex');
});

t.test('after a restart: nonces are dead, the present status is still known', async (t) => {
  const folder = tempFolder(t);
  const first = await startBench(folder);
  const transcript = await first.withdraw({ amountMinor: NOTE });
  t.equal(transcript.endedAt, 'done');
  const opened = await first.client.request('Tellersight.OpenSession', {});
  if (!opened.ok) throw new Error('no session');
  await first.stop();
  const second = await startBench(folder, first.keys);
  t.teardown(() => second.stop());
  const stale = await second.client.request('Common.GetCommandNonce', { sessionId: opened.payload.sessionId });
  t.match(stale, { ok: false, failure: { problem: { code: 'SESSION_UNKNOWN' } } });
  const status = await second.client.request('CashDispenser.GetPresentStatus', {
    sessionId: transcript.sessionId!,
    nonce: 'A'.repeat(32),
  });
  t.match(status, { ok: true, payload: { token: /DISPENSED1=100\.00CNY/ } });
});
