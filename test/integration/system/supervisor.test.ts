import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sleep } from '../../../src/lib/deadline.ts';
import { silentLog } from '../../../src/system/log.ts';
import { Supervisor } from '../../../src/system/supervisor.ts';

async function until(what: () => boolean, ms = 8000): Promise<void> {
  const end = performance.now() + ms;
  while (!what()) {
    if (performance.now() > end) throw new Error('did not come true in time');
    await sleep(20);
  }
}

const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);

t.test('a child that dies is started again and each death is told', async (t) => {
  const file = join(t.testdir(), 'starts');
  const events: string[] = [];
  const supervisor = new Supervisor({
    name: 'probe',
    program: process.execPath,
    args: ['-e', `require('fs').appendFileSync(${JSON.stringify(file)}, process.pid + '\\n'); process.exit(3)`],
    log: { ...silentLog, event: (code, message) => events.push(`${code} ${message}`) },
    baseMs: 5,
    maxMs: 20,
  });
  supervisor.start();
  await until(() => lines(file).length >= 3);
  await supervisor.stop();
  const count = lines(file).length;
  await sleep(150);
  t.equal(lines(file).length, count, 'nothing is started after stop');
  t.ok(events.length >= 2);
  t.match(events[0], /^CHILD_EXITED probe ended \(exit code 3\)/);
});

t.test('a killed child comes back with a new pid', async (t) => {
  const supervisor = new Supervisor({
    name: 'sleeper',
    program: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    log: silentLog,
    baseMs: 5,
  });
  supervisor.start();
  const first = supervisor.pid!;
  process.kill(first, 'SIGKILL');
  await until(() => supervisor.pid !== null && supervisor.pid !== first);
  await supervisor.stop();
  t.equal(supervisor.pid, null);
});

t.test('a child that ignores SIGTERM is killed at the deadline', async (t) => {
  const file = join(t.testdir(), 'up');
  const supervisor = new Supervisor({
    name: 'deaf',
    program: process.execPath,
    args: [
      '-e',
      `process.on('SIGTERM',()=>{}); require('fs').writeFileSync(${JSON.stringify(file)},'1'); setInterval(()=>{},1000)`,
    ],
    log: silentLog,
    stopMs: 100,
  });
  supervisor.start();
  await until(() => existsSync(file));
  const { pid } = supervisor;
  await supervisor.stop();
  t.throws(() => process.kill(pid!, 0), 'it is gone');
});

t.test('a program that does not exist is told, not thrown', async (t) => {
  const events: string[] = [];
  const supervisor = new Supervisor({
    name: 'ghost',
    program: '/nonexistent/program',
    args: [],
    log: { ...silentLog, event: (_, message) => events.push(message) },
    baseMs: 5,
  });
  supervisor.start();
  await until(() => events.length > 0);
  await supervisor.stop();
  t.match(events[0], /ENOENT/);
});
