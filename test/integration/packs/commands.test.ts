import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { makePack, type Vendor, vendor } from './support/packMaker.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** `tellersight models ...` on a board that pins the vendor. */
function board({ root: folder, store, publicKey }: Vendor) {
  const file = join(folder, 'signers.toml');
  writeFileSync(
    file,
    `[paths]\npacks = "${store}"\n[vision]\npack = "active"\n[packs.signers]\nacme = "${publicKey}"\n`,
  );
  const config = ['-c', 'firmware-config/boards/generic-x86.toml', '-c', file];
  return (...args: string[]) => {
    const command = ['src/cli.ts', 'models', ...args, ...config];
    // What the training room needs in the environment is no setting of the daemon.
    const env = { ...process.env, TELLERSIGHT_PYTHON: 'python3', TELLERSIGHT_MODELS: folder };
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, env, encoding: 'utf8' });
    return { status, stdout, stderr, json: () => JSON.parse(stdout) };
  };
}

t.test('install, list, verify, inspect and roll back, for people and for programs', async (t) => {
  const acme = vendor(t);
  const models = board(acme);
  const signed = { kind: 'signed', signer: 'acme' };
  const refused = models('verify', 'active', '--json');
  t.match([refused.status, refused.json().error.code], [1, 'PACK_NOT_FOUND']);

  const first = models('install', await makePack(acme, '1.0.0'), '--json');
  t.match(first.json(), { schema: 'models-install@1', active: 'acme-1.0.0', previous: [], seal: signed });
  const second = models('install', await makePack(acme, '1.1.0'));
  t.match(second.stdout, /^active: acme 1\.1\.0, signed by acme, in .+\nbefore it: acme-1\.0\.0/);
  t.notMatch(second.stdout, /vision\.pack is/, 'nothing to set: the board asks for the active one');

  const list = models('list', '--json').json();
  t.match(list, { schema: 'models-list@1', active: 'acme-1.1.0', fault: null });
  const use = (version: string) => list.packs.find((pack: { version: string }) => pack.version === version);
  t.match(use('1.1.0'), { name: 'acme', use: 'active', seal: signed, fault: null });
  t.match(use('1.0.0'), { name: 'acme', use: 'previous', seal: signed });
  t.match(models('list').stdout, /^acme +1\.1\.0 +active +signed by acme /m);

  t.match(models('verify', 'active', '--json').json(), { schema: 'models-verify@1', whole: true, seal: signed });
  const cards = ['detect', 'embed', 'padIr', 'padRgb'].map((role) => ({ file: `cards/${role}.md`, unstated: 0 }));
  t.match(models('inspect', 'active', '--json').json(), { schema: 'models-inspect@1', seal: signed, cards });
  t.match(models('rollback', '--json').json(), { schema: 'models-rollback@1', active: 'acme-1.0.0', previous: [] });
  t.match(models('verify', 'active').stdout, /^whole: acme 1\.0\.0, 4 models, signed by acme/);
  t.equal(models('rollback').status, 1);
  const inUse = models('remove', 'acme-1.0.0', '--json');
  t.match([inUse.status, inUse.json().error.code], [1, 'PACK_IN_USE']);
  t.match(models('remove', 'acme-1.1.0', '--json').json(), { schema: 'models-remove@1', removed: 'acme-1.1.0' });
  t.strictSame(
    models('list', '--json')
      .json()
      .packs.filter(({ use }: { use: string }) => use === 'previous'),
    [],
  );
});

t.test('what a board refuses is one coded error and exit 78', async (t) => {
  const acme = vendor(t);
  const other = vendor(t);
  const models = board(acme);
  const source = await makePack(other, '1.0.0');
  for (const command of ['install', 'verify']) {
    const { status, json } = models(command, source, '--json');
    t.match([status, json().error.code], [78, 'PACK_SIGNER_UNKNOWN'], command);
  }
  t.equal(models('install', source, '--sha256', 'XYZ').status, 64);
});
