import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { makeBoard } from './support/board.ts';
import { deb, must, version } from './support/built.ts';

const board = makeBoard(t);
const on = (path: string) => join(board.folder, path);
const enabled = 'etc/systemd/system/multi-user.target.wants/tellersight.target';
const isLink = (path: string) => lstatSync(on(path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
copyFileSync(deb, on('tmp/tellersight.deb'));

function dpkg(t: Test, ...args: string[]): string {
  const { status, stdout, stderr } = board.run('root', 'dpkg', ...args);
  t.equal(status, 0, `dpkg ${args.join(' ')}: ${stderr}`);
  return stdout + stderr;
}

/** Paths that differ between two states of the file system. */
function changes(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}

/** Users stay, as Debian's do: files of theirs may be left on some other disk. */
const users = /^etc\/([.]pwd[.]lock|g?shadow-?|passwd-?|group-?)$/;
const clean = board.snapshot();

t.test(
  'installed without a network: each process as its own user, and no daemon before it is configured',
  async (t) => {
    dpkg(t, '--install', '/tmp/tellersight.deb');
    t.match(dpkg(t, '--status', 'tellersight'), /^Status: install ok installed$/m);
    t.ok(isLink(enabled), 'enabled');
    t.equal(board.run('nobody', 'tellersight', '--version').stdout, `${version}\n`);
    t.match(board.run('tellersight', 'tellersight', 'check'), { status: 0, stdout: /^valid: / });
    t.match(board.run('tellersight-vision', 'tellersight', 'models', 'verify', 'default'), {
      status: 0,
      stdout: /^whole: default /,
    });
    t.match(
      board.run('tellersight', 'tellersight', 'run'),
      { status: 78, stderr: /^KEY_UNREADABLE: /m },
      'no keys, no daemon',
    );
    t.match(board.run('root', 'journalctl', '--list-catalog').stdout, /Tellersight: Tellersight is ready/);
    t.equal(board.run('tellersight-vision', 'ls', '/etc/tellersight/keys').status, 2, "keys are root's alone");
  },
);

t.test('the doctor finds what a board lacks, and no fault of the package', async (t) => {
  const { status, stdout } = board.run('tellersight', 'tellersight', 'doctor', '--json');
  t.equal(status, 1, 'something is missing');
  const { findings } = JSON.parse(stdout) as { findings: { check: string; status: string; code?: string }[] };
  const ok = findings.filter((finding) => finding.status === 'ok').map(({ check }) => check);
  for (const check of ['native addon', 'model pack', 'thresholds']) t.ok(ok.includes(check), check);
  const failed = findings.filter((finding) => finding.status === 'fail').map(({ code }) => code);
  t.same(failed.sort(), ['JOURNAL_UNWRITABLE', 'KEY_UNREADABLE'], 'keys, and a folder that systemd makes');
});

t.test('a whole withdrawal on the installed files: both processes, serial line, broker', async (t) => {
  const demo = board.run('nobody', 'HOME=/tmp', 'tellersight', 'demo', '--json', '--only', 'genuine, small');
  t.equal(demo.status, 0, demo.stderr + demo.stdout);
});

t.test('systemd reads the units', async (t) => {
  const units = ['tellersight.service', 'tellersight-vision.service', 'tellersight.target'];
  const { stderr } = board.run('root', 'systemd-analyze', 'verify', '--man=no', ...units);
  t.notMatch(stderr, /tellersight/);
});

/** The same package with a higher version. */
function nextVersion(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'tellersight-next-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const tree = join(folder, 'tree');
  must('dpkg-deb', ['--raw-extract', deb, tree]);
  const control = join(tree, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*/m, `Version: ${version}+next`));
  must('dpkg-deb', ['-Zgzip', '-z1', '--root-owner-group', '--build', tree, join(folder, 'next.deb')]);
  return join(folder, 'next.deb');
}

t.test('an update keeps what the engineer changed, and what was disabled', async (t) => {
  const profile = `${readFileSync(on('etc/tellersight/board.toml'), 'utf8')}# changed here\n`;
  writeFileSync(on('etc/tellersight/board.toml'), profile);
  writeFileSync(on('etc/tellersight/keys/board_sign.jwk'), 'a key');
  for (const folder of ['var/lib/tellersight', 'var/cache/tellersight', 'var/lib/tellersight-packs'])
    mkdirSync(on(folder));
  writeFileSync(on('var/lib/tellersight/journal.db'), 'the journal of cash');
  t.equal(board.run('root', 'systemctl', 'disable', 'tellersight.target').status, 0);
  copyFileSync(nextVersion(t), on('tmp/next.deb'));
  dpkg(t, '--install', '/tmp/next.deb');
  rmSync(on('tmp/next.deb'));
  t.equal(readFileSync(on('etc/tellersight/board.toml'), 'utf8'), profile);
  t.notOk(isLink(enabled), 'still disabled');
  t.match(board.run('tellersight', 'tellersight', 'check').status, 0);
});

t.test('removed, it leaves configuration, keys and state; purged, it leaves keys and state, and says so', async (t) => {
  const kept = ['var/lib/tellersight/journal.db', 'etc/tellersight/keys/board_sign.jwk'];
  dpkg(t, '--remove', 'tellersight');
  for (const path of ['usr/lib/tellersight', 'usr/bin/tellersight', 'run/tellersight'])
    t.notOk(existsSync(on(path)), path);
  for (const path of [...kept, 'etc/tellersight/board.toml']) t.ok(existsSync(on(path)), path);
  t.notMatch(board.run('root', 'journalctl', '--list-catalog').stdout, /Tellersight/);
  const said = dpkg(t, '--purge', 'tellersight');
  for (const path of kept) t.ok(existsSync(on(path)), path);
  t.match(said, /\/var\/lib\/tellersight is kept/);
  t.match(said, /\/etc\/tellersight\/keys is kept/);
  for (const path of ['etc/tellersight/board.toml', 'var/cache/tellersight', 'var/lib/tellersight-packs'])
    t.notOk(existsSync(on(path)), path);
  for (const path of ['var/lib/tellersight', 'etc/tellersight']) rmSync(on(path), { recursive: true });
});

t.test('installed and purged with nothing of its own left, it leaves nothing but its users', async (t) => {
  dpkg(t, '--install', '/tmp/tellersight.deb');
  t.ok(changes(clean, board.snapshot()).length > 1000);
  dpkg(t, '--purge', 'tellersight');
  t.same(
    changes(clean, board.snapshot()).filter((path) => !users.test(path)),
    [],
  );
});
