import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { addressOf, fileOrigin } from '../../../src/packs/fetchFiles.ts';
import { installPack } from '../../../src/packs/installPack.ts';
import { locatePack } from '../../../src/vision/pack/locate.ts';
import { vendor } from './support/packMaker.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const models = join(resolve(root, process.env.TELLERSIGHT_SHARED ?? '../shared'), 'models/reference');
const skip = existsSync(models) ? false : 'no reference models on this machine';
const entries = locatePack('reference').manifest.models;

/** An https server whose certificate only those know who are told; `answer` gives the bytes of a file. */
async function mirror(t: Test, folder: string, answer: (file: string) => Buffer | null) {
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.pem')];
  const names = ['-subj', '/CN=mirror', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  execFileSync('openssl', ['req', '-x509', ...ec, '-keyout', key, '-out', certificate, ...names], { stdio: 'ignore' });
  const asked: string[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    const file = basename(request.url ?? '');
    asked.push(file);
    const bytes = answer(file);
    if (bytes) response.end(bytes);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, certificate, address: `https://127.0.0.1:${(server.address() as AddressInfo).port}/reference` };
}

/** `tellersight models install reference ...`; an authority is known to Node from its start or not at all. */
async function install(store: string, certificate: string | null, ...args: string[]) {
  const env = { ...process.env, ...(certificate ? { NODE_EXTRA_CA_CERTS: certificate } : {}) };
  const command = ['src/cli.ts', 'models', 'install', 'reference', '--json', ...args];
  const config = ['-c', 'firmware-config/boards/generic-x86.toml', '--set', `paths.packs=${store}`];
  const child = spawn(process.execPath, [...command, ...config], { cwd: root, env });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.resume();
  const [status] = await once(child, 'close');
  return { status, json: JSON.parse(stdout) };
}

t.test('where the files of the reference pack come from', (t) => {
  const upstream = fileOrigin(true);
  const known = entries.filter((entry) => addressOf(entry, upstream) !== null).map(({ file }) => file);
  t.strictSame(known, ['yunet_n_320_320.onnx', 'Feathernet_SE_IR.onnx'], 'the others are published in another form');
  for (const entry of entries) {
    t.equal(addressOf(entry, fileOrigin('https://bank.example/m')), `https://bank.example/m/${entry.file}`);
  }
  for (const wrong of ['http://bank.example/', 'bank.example', 'https://bank.example/?x', 'file:///tmp'])
    t.throws(() => fileOrigin(wrong), { code: 'USAGE' }, wrong);
  t.end();
});

t.test('what upstream has in another form is named, and nothing is downloaded', async (t) => {
  const { store } = vendor(t);
  const options = { source: 'reference', packs: store, trust: { signers: {}, bench: false } };
  const refused = installPack({ ...options, origin: fileOrigin(true) });
  await t.rejects(refused, { code: 'PACK_NOT_FETCHED', message: /^3 files of reference .+mobileface_v2\.onnx/s });
});

t.test('downloaded over TLS, each file held against its SHA-256, and installed', { skip }, async (t) => {
  const { root: folder, store } = vendor(t);
  const { asked, certificate, address } = await mirror(t, folder, (file) => readFileSync(join(models, file)));
  const stranger = await install(store, null, '--fetch', address);
  t.match(stranger, { status: 1, json: { error: { code: 'PACK_DOWNLOAD' } } }, 'an unknown authority');
  t.strictSame(asked, [], 'not one request went to it');
  const { status, json } = await install(store, certificate, '--fetch', address);
  t.match([status, json], [0, { active: 'reference-1.0.0', seal: { kind: 'builtIn' } }]);
  t.strictSame(
    asked,
    entries.map(({ file }) => file),
  );
});

t.test('a file that is not the one in the manifest, too long, or not there installs nothing', { skip }, async (t) => {
  const { root: folder, store } = vendor(t);
  const from = join(folder, 'from');
  cpSync(models, from, { recursive: true });
  const changed = readFileSync(join(models, 'mobileface_v2.onnx'));
  changed[1000] = changed[1000]! ^ 1;
  const answers: [code: string, bytes: Buffer | null][] = [
    ['PACK_SOURCE_DIGEST', changed],
    ['PACK_DOWNLOAD', Buffer.concat([changed, changed])],
    ['PACK_DOWNLOAD', null],
  ];
  execFileSync('rm', [join(from, 'mobileface_v2.onnx')]);
  let now: Buffer | null = null;
  const { asked, certificate, address } = await mirror(t, folder, () => now);
  for (const [code, bytes] of answers) {
    now = bytes;
    const { status, json } = await install(store, certificate, '--from', from, '--fetch', address);
    t.match([status, json], [1, { error: { code } }], code);
    t.strictSame(readdirSync(store), ['.lock'], 'the packs folder is as it was');
  }
  t.strictSame([...new Set(asked)], ['mobileface_v2.onnx'], 'what is in --from is not asked for');
  writeFileSync(join(from, 'mobileface_v2.onnx'), readFileSync(join(models, 'mobileface_v2.onnx')));
  t.equal((await install(store, null, '--from', from)).status, 0, 'offline');
});
