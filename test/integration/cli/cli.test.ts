import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const board = 'firmware-config/boards/generic-x86.toml';
const folder = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A plain environment, so that no setting of this machine leaks in. */
const env = { PATH: process.env.PATH, HOME: folder, NODE_COMPILE_CACHE: join(folder, 'compile-cache') };

/** One process, as a shell would start it. */
function tellersight(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['src/cli.ts', ...args],
      { cwd: root, env, timeout: 60_000 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(error);
        else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });
}

/** The same for many command lines, two at a time. */
async function each(lines: readonly string[]): Promise<[string, Ended][]> {
  const ended = new Map<string, Ended>();
  const waiting = [...lines];
  const worker = async () => {
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      ended.set(line, await tellersight(...line.split(' ').filter((word) => word !== '')));
    }
  };
  await Promise.all([worker(), worker()]);
  return lines.map((line) => [line, ended.get(line)!]);
}

const leaves = [
  'run',
  'demo',
  'doctor',
  'check',
  'config show',
  'dispenser status',
  'dispenser reconcile',
  'dispenser simulate',
  'evidence verify',
  'evidence prove',
  'evidence check-proof',
  'models list',
  'models verify',
  'models inspect',
  'models install',
  'models rollback',
  'models import',
  'models seal',
  'models sign',
  'calibrate',
  'pad report',
  'replay',
  'capability',
  'vision',
  'docs',
];
const groups = ['config', 'dispenser', 'evidence', 'models', 'pad'];

t.test('every command explains itself within 80 columns, with an example and its exit codes', async (t) => {
  for (const [line, { code, stdout, stderr }] of await each(leaves.map((leaf) => `${leaf} --help`))) {
    t.equal(code, 0, line);
    t.equal(stderr, '', line);
    t.match(stdout, /\nExamples?.*:\n {2}tellersight /, `${line}: an example`);
    t.match(stdout, /\nExit codes: 0 /, `${line}: exit codes`);
    t.strictSame(
      stdout.split('\n').filter((text) => text.length > 80),
      [],
      `${line}: fits`,
    );
  }
});

t.test('the list of commands names every one that is not hidden, and each group its own', async (t) => {
  const all = await tellersight('--help');
  const lists = await each(groups.map((group) => `${group} --help`));
  for (const leaf of leaves) {
    const [first = '', second] = leaf.split(' ');
    const hidden = first === 'vision' || first === 'docs';
    t.equal(new RegExp(`^ {2}${first} `, 'm').test(all.stdout), !hidden, first);
    if (second) t.match(lists[groups.indexOf(first)]![1].stdout, new RegExp(`^ {2}${second} `, 'm'), leaf);
  }
  t.strictSame(
    all.stdout.split('\n').filter((text) => text.length > 80),
    [],
  );
});

t.test('a wrong command line is exit 64, one coded line, no stack, and JSON where JSON was asked for', async (t) => {
  const wrong = [
    'nonsense',
    'toString',
    'check --nope',
    'config',
    'config shw',
    'evidence verify',
    'evidence prove x1 --key k.jwk',
    'dispenser reconcile',
    `dispenser status -c ${board} --limit many`,
    'replay',
    'vision',
  ];
  for (const [line, { code, stdout, stderr }] of await each([
    'nonsense',
    'config',
    ...wrong.map((one) => `${one} --json`),
  ])) {
    t.equal(code, 64, line);
    t.match(stderr, /^USAGE: .+\n {2}.+\n {2}docs\/events\.md#usage$/m, line);
    t.notMatch(stderr, / {4}at /, `${line}: no stack`);
    if (!line.endsWith('--json')) t.equal(stdout, '', line);
    else t.match(JSON.parse(stdout), { schema: 'error@1', error: { code: 'USAGE' } }, line);
  }
});

t.test('what is wrong with the board is a coded error with its documented exit code', async (t) => {
  const nowhere = join(folder, 'nowhere');
  const cases: [line: string, code: string, exit: number][] = [
    [`check -c ${nowhere}`, 'CONFIG_UNREADABLE', 78],
    [`check -c ${board} --set fleet.enabeld=false`, 'CONFIG_INVALID', 78],
    [`run -c ${board} --set paths.state=${folder}`, 'KEY_UNREADABLE', 78],
    [`dispenser status -c ${board} --set paths.state=${nowhere}`, 'JOURNAL_UNREADABLE', 1],
    [`dispenser reconcile -c ${board} --set paths.state=${nowhere} --statement x`, 'JOURNAL_UNREADABLE', 1],
    [`evidence verify ${nowhere} --key ${nowhere}`, 'EVIDENCE_NOT_FOUND', 1],
    [`evidence check-proof ${nowhere} --key ${nowhere}`, 'EVIDENCE_NOT_FOUND', 1],
    [`models inspect ${nowhere}`, 'PACK_NOT_FOUND', 1],
    [`capability -c ${board} --pack ${nowhere}`, 'PACK_NOT_FOUND', 1],
    [`replay ${nowhere}`, 'RECORDING_UNREADABLE', 1],
  ];
  const json = (line: string) => (line.startsWith('run') ? line : `${line} --json`);
  const ended = await each(cases.map(([line]) => json(line)));
  for (const [i, [line, code, exit]] of cases.entries()) {
    const [, found] = ended[i]!;
    t.equal(found.code, exit, line);
    t.match(found.stderr, new RegExp(`^${code}: .+\\n {2}.+\\n {2}docs/events\\.md#${code.toLowerCase()}$`, 'm'), line);
    t.notMatch(found.stderr, / {4}at /, `${line}: no stack`);
    if (!line.startsWith('run')) t.match(JSON.parse(found.stdout), { schema: 'error@1', error: { code } }, line);
  }
  t.match(ended[1]![1].stderr, 'fleet.enabled', 'the nearest setting is named');
});

t.test('a file that is no key is refused without a piece of it in the message', async (t) => {
  const evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  writeFileSync(join(evidence, 'entries.jsonl'), '');
  const key = join(folder, 'not-a-key');
  writeFileSync(key, 'SECRETSECRETSECRET');
  for (const line of [`evidence verify ${evidence} --key ${key}`, `evidence prove 0 --dir ${evidence} --key ${key}`]) {
    const { code, stdout, stderr } = await tellersight(...line.split(' '), '--json');
    t.equal(code, 78, line);
    t.equal(JSON.parse(stdout).error.code, 'KEY_UNREADABLE', line);
    t.notMatch(stdout + stderr, /SECRET/, line);
  }
});

t.test('--json is one document with a versioned schema', async (t) => {
  const cases: [line: string, schema: string, exit: number][] = [
    [`check -c ${board}`, 'config-check@1', 0],
    [`config show -c ${board}`, 'config-show@1', 0],
    // This machine lacks keys and cameras of a board: every one is found, and said, and the exit code tells.
    [`doctor -c ${board} --set paths.state=${join(folder, 'nowhere')} --set fleet.enabled=false`, 'doctor@1', 1],
    ['models list', 'models-list@1', 0],
    ['docs --check', 'docs@1', 0],
  ];
  const ended = await each(cases.map(([line]) => `${line} --json`));
  for (const [i, [line, schema, exit]] of cases.entries()) {
    const [, { code, stdout, stderr }] = ended[i]!;
    t.equal(code, exit, line);
    t.equal(stderr, '', line);
    t.equal(stdout.trimEnd().split('\n').length, 1, line);
    t.equal(JSON.parse(stdout).schema, schema, line);
  }
  const [, doctor] = ended[2]!;
  const { healthy, findings } = JSON.parse(doctor.stdout);
  t.equal(healthy, false);
  t.equal(findings.find((one: { check: string }) => one.check === 'keys').code, 'KEY_UNREADABLE');
});

t.test('doctor says for a person what is missing and what to do', async (t) => {
  const { code, stdout } = await tellersight('doctor', '-c', board, '--set', 'fleet.enabled=false');
  t.equal(code, 1);
  t.match(stdout, /^FAIL {2}keys +KEY_UNREADABLE: .+\n {23}\S/m);
  t.match(stdout, /\n\d+ checked, \d+ failed, \d+ to look at\n$/);
});

t.test('light commands load neither the neural runtime nor the serial port', async (t) => {
  const hook = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) {
      if (/node_modules\\/(onnxruntime|serialport|@serialport|zeromq|mqtt|aedes)/.test(url)) throw new Error('heavy ' + url);
      return next(url, context);
    } });`)}`;
  const lines = [
    ['--help'],
    ['--version'],
    ['check', '-c', board],
    ['config', 'show', '-c', board],
    ['models', 'list'],
  ];
  for (const line of [...lines, ['dispenser', 'status', '--help']]) {
    const { stdout } = await new Promise<Ended>((resolve, reject) =>
      execFile(
        process.execPath,
        ['--import', hook, 'src/cli.ts', ...line],
        { cwd: root, env },
        (error, stdout, stderr) => (error ? reject(error) : resolve({ code: 0, stdout, stderr })),
      ),
    );
    t.not(stdout, '', line.join(' '));
  }
});

t.test('a reader that has seen enough is no fault', async (t) => {
  const command = `"${process.execPath}" src/cli.ts capability -c ${board} | head -c 1`;
  const { stderr } = await new Promise<Ended>((resolve) =>
    execFile('sh', ['-c', command], { cwd: root, env }, (_error, stdout, stderr) =>
      resolve({ code: 0, stdout, stderr }),
    ),
  );
  t.equal(stderr, '');
});
