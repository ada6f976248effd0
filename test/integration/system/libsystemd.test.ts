import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { sendToJournal } from '../../../src/system/journal.ts';
import { libSystemd, load } from '../../../src/system/libsystemd.ts';
import { createNotify } from '../../../src/system/notify.ts';

const found = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** A library with the two functions of libsystemd that writes down the bytes it is given. */
const double = `
#include <stdio.h>
#include <sys/uio.h>
#include <stdlib.h>
int sd_notify(int unset, const char *state) { return unset == 0 && state[0] == 'R' ? 1 : -22; }
int sd_journal_sendv(const struct iovec *fields, int count) {
  FILE *out = fopen(getenv("JOURNAL_DOUBLE"), "ab");
  for (int i = 0; i < count; i++) {
    fprintf(out, "%zu:", fields[i].iov_len);
    fwrite(fields[i].iov_base, 1, fields[i].iov_len, out);
  }
  fclose(out);
  return 0;
}`;

t.test(
  'the calls reach C as they are meant',
  { skip: found('cc', '--version') ? false : 'no C compiler' },
  async (t) => {
    const folder = t.testdir({ 'double.c': double });
    const library = join(folder, 'double.so');
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, join(folder, 'double.c')]);
    process.env.JOURNAL_DOUBLE = join(folder, 'out');
    const systemd = load(library);
    t.equal(systemd.notify('READY=1'), 1);
    t.equal(systemd.notify('x'), -22);
    t.ok(sendToJournal(systemd, { MESSAGE: '中\n\0x', PRIORITY: 3, TELLERSIGHT_LOCKED: true }));
    const expected = Buffer.from('14:MESSAGE=中\n\0x10:PRIORITY=323:TELLERSIGHT_LOCKED=true');
    t.equal(readFileSync(process.env.JOURNAL_DOUBLE).toString('hex'), expected.toString('hex'), 'binary safe');
  },
);

t.test('a library that is not there, or not libsystemd, is no crash', async (t) => {
  t.throws(() => load('libnothing-of-that-name.so.0'));
  t.throws(() => load('libc.so.6'), 'a library without the functions');
  const notify = createNotify({ NOTIFY_SOCKET: '/nowhere' }, null);
  t.doesNotThrow(() => notify.ready());
});

// Node has no datagram unix sockets; Python does.
const receiver = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1]); s.settimeout(20); print('bound', flush=True)
for _ in range(4): print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
`;
const skip = libSystemd() === null ? 'no libsystemd.so.0' : found('python3', '--version') ? false : 'no python3';
t.test('the real libsystemd notifies a real socket', { skip }, async (t) => {
  // A socket path has at most 107 bytes: the test's own folder would be too deep.
  const folder = mkdtempSync(join(tmpdir(), 'notify-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const socket = join(folder, 'notify');
  const child = spawn('python3', ['-c', receiver, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  let got = '';
  const bound = new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the receiver ended')));
    child.stdout.on('data', (chunk) => {
      got += chunk;
      if (got.includes('bound')) resolve();
    });
  });
  await bound;
  // sd_notify() reads the environment of the process itself, so the call is made in a process that has it from birth.
  const script = `
    import { createNotify } from ${JSON.stringify(join(import.meta.dirname, '../../../src/system/notify.ts'))};
    const n = createNotify(); n.status('waiting\\nfor a customer'); n.ready(); n.watchdog(); n.stopping();`;
  const exit = once(child, 'close');
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NOTIFY_SOCKET: socket },
  });
  await exit;
  t.same(got.trim().split('\n'), ['bound', 'STATUS=waiting for a customer', 'READY=1', 'WATCHDOG=1', 'STOPPING=1']);
});

t.test('the log chooses its form by where stderr goes', async (t) => {
  const create = JSON.stringify(join(import.meta.dirname, '../../../src/system/createLog.ts'));
  const script = `import { createLog } from ${create}; const l = createLog(); console.log(l.format); l.event('READY', 'up')`;
  const run = (file: string, env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', openSync(file, 'a')],
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    }).stdout.trim();
  const file = join(t.testdir(), 'stderr');
  writeFileSync(file, '');
  t.equal(run(file, {}), 'json');
  t.match(JSON.parse(readFileSync(file, 'utf8')), { code: 'READY', message: 'up' });
  const { dev, ino } = statSync(file);
  t.equal(run(file, { JOURNAL_STREAM: `${dev}:${ino + 1}` }), 'json', 'stderr was redirected away from the journal');
  t.equal(run(file, { JOURNAL_STREAM: `${dev}:${ino}` }), libSystemd() === null ? 'prefixed' : 'journal');
});
