import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { FakeTeller } from './support/fakeTeller.ts';

const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

const CONFIG = `
[terminal]
id = "T1"
bench = true
[vision]
source = "scene"
scene_socket = "/nowhere/scene.sock"
[keys]
bank_verify = "a"
board_decrypt = "b"
board_sign = "c"
token_hmac = "d"
present_hmac = "e"
`;

async function prepare(t: Test): Promise<{ teller: FakeTeller; args: string[] }> {
  const teller = new FakeTeller();
  await teller.start();
  t.teardown(() => teller.stop());
  const config = join(teller.folder, 'board.toml');
  writeFileSync(config, CONFIG);
  return { teller, args: [cli, 'vision', '--config', config, '--teller', teller.endpoint] };
}

t.test('the process says who it is, names what is wrong, and stops when told', async (t) => {
  const { teller, args } = await prepare(t);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (bytes) => {
    log += bytes;
  });
  const hello = await teller.wait('hello');
  t.equal(hello.pid, child.pid);
  t.equal(hello.pack.name, 'default');
  const progress = await teller.wait('progress', (message) => message.fault !== null);
  t.match(progress, { state: 'noCamera', fault: { code: 'SCENE_UNREACHABLE' } });
  await teller.send({ type: 'beginCapture', captureId: 'c1', halfBits: [], deadlineMs: 1000 });
  t.match(await teller.wait('captureFailed'), { captureId: 'c1', code: 'SCENE_UNREACHABLE' });
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  t.equal(code, 0);
  t.match(log, /SCENE_UNREACHABLE/);
});

t.test('a pack that is not there ends the process with its code', async (t) => {
  const { args } = await prepare(t);
  const child = spawn(process.execPath, [...args, '--set', 'vision.pack=no-such-pack'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (bytes) => {
    log += bytes;
  });
  const [code] = await once(child, 'close');
  t.equal(code, 1);
  t.match(log, /PACK_NOT_FOUND/);
});

t.test('an orphan does not keep the cameras', async (t) => {
  const { teller, args } = await prepare(t);
  // A parent that starts vision and is then killed, as a supervisor might be.
  const quoted = [process.execPath, ...args].map((word) => `'${word}'`).join(' ');
  const parent = spawn('sh', ['-c', `${quoted} & cat`], { stdio: ['pipe', 'ignore', 'ignore'] });
  const { pid } = await teller.wait('hello');
  t.teardown(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  const alive = () => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  for (let i = 0; i < 200 && alive(); i++) await pause(50);
  t.notOk(alive());
});
