import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fetchArchive } from '../../../src/packs/archive/fetchArchive.ts';
import { checkPack } from '../../../src/packs/checkPack.ts';
import { installPack } from '../../../src/packs/installPack.ts';
import { rollbackPack } from '../../../src/packs/rollbackPack.ts';
import { requireTrust } from '../../../src/packs/seal.ts';
import { signPack } from '../../../src/packs/signPack.ts';
import { readActive } from '../../../src/vision/pack/active.ts';
import { BUILT_IN_PACKS, locatePack } from '../../../src/vision/pack/locate.ts';
import { editManifest, makePack, newKey, sha256, type Vendor, vendor } from './support/packMaker.ts';

/** Nothing was installed and nothing half is left. */
function untouched(t: Test, { store }: Vendor, what: string): void {
  const left = existsSync(store) ? readdirSync(store).filter((name) => name !== '.lock') : [];
  t.strictSame(left, [], `${what}: the packs folder is as it was`);
}

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pack.tar.gz`;
}

t.test('from a folder: only what the manifest pins, readable for vision, and active', async (t) => {
  const acme = vendor(t);
  const source = await makePack(acme, '1.0.0');
  const steps: string[] = [];
  const { folder, state, seal } = await installPack({
    source,
    packs: acme.store,
    trust: acme.trust,
    onStep: (step) => steps.push(step),
  });
  t.strictSame(steps, ['stage', 'check', 'place', 'activate', 'done']);
  t.strictSame(seal, { kind: 'signed', signer: 'acme' });
  t.strictSame(state, { schema: 'active-pack@1', active: 'acme-1.0.0', previous: [] });
  t.equal(locatePack('active', acme.store).folder, folder);
  const pinned = [
    'calibration.json',
    'cards',
    'detect.onnx',
    'embed.onnx',
    'manifest.json',
    'manifest.sig',
    'pad-calibration.json',
    'pad-ir.onnx',
    'pad-rgb.onnx',
  ];
  t.strictSame(readdirSync(folder).sort(), pinned, 'no SHA256SUMS');
  t.equal(statSync(folder).mode & 0o777, 0o755);
  const files = pinned.filter((name) => name !== 'cards');
  for (const name of files) t.equal(statSync(join(folder, name)).mode & 0o777, 0o644, name);
  t.equal(statSync(join(acme.store, 'active.json')).mode & 0o777, 0o644);
});

t.test('from an archive and from an address, whose digest has to be given', async (t) => {
  const acme = vendor(t);
  const archive = join(acme.root, 'acme.tar.gz');
  const source = await makePack(acme, '1.0.0');
  execFileSync('tar', ['-czf', archive, '-C', source, '.']);
  const bytes = readFileSync(archive);
  const digest = sha256(bytes);
  const options = { packs: acme.store, trust: acme.trust };
  const url = await serve(t, (_, response) => response.end(bytes));
  await t.rejects(installPack({ source: url, ...options }), { code: 'USAGE' });
  for (const where of [url, archive]) {
    const wrong = { source: where, sha256: '0'.repeat(64), ...options };
    await t.rejects(installPack(wrong), { code: 'PACK_SOURCE_DIGEST' }, where);
    untouched(t, acme, where);
  }
  t.equal((await installPack({ source: url, sha256: digest, ...options })).state.active, 'acme-1.0.0');
  t.equal((await installPack({ source: archive, ...options })).state.active, 'acme-1.0.0', 'again: nothing to do');
  t.strictSame(readActive(acme.store)?.previous, []);
});

t.test('a server that fails, hangs, stops or never ends', async (t) => {
  const { root } = vendor(t);
  const limits = { bytes: 1000, idleMs: 300, totalMs: 5000 };
  const cases: Record<string, RequestListener> = {
    'answers 404': (_, response) => response.writeHead(404).end('not here'),
    'never answers': () => {},
    'stops in the middle': (_, response) => response.writeHead(200, { 'content-length': 100 }).write('half'),
    'breaks off': (request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => request.socket.destroy());
    },
    'sends too much': (_, response) => response.end(Buffer.alloc(1001)),
  };
  for (const [what, listener] of Object.entries(cases)) {
    const url = await serve(t, listener);
    await t.rejects(fetchArchive(url, '0'.repeat(64), join(root, what), limits), { code: 'PACK_DOWNLOAD' }, what);
  }
  const nobody = fetchArchive('http://127.0.0.1:1/x', '0'.repeat(64), join(root, 'nobody'), limits);
  await t.rejects(nobody, { code: 'PACK_DOWNLOAD' });
});

t.test('whose packs are taken', async (t) => {
  const acme = vendor(t);
  const source = await makePack(acme, '1.0.0');
  const other = newKey().publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const install = (trust: Vendor['trust']) => installPack({ source, packs: acme.store, trust });
  const refused = async (code: string, what: string, trust = acme.trust) => {
    await t.rejects(install(trust), { code }, what);
    untouched(t, acme, what);
  };
  await refused('PACK_SIGNER_UNKNOWN', 'nobody pinned', { signers: {}, bench: false });
  await refused('PACK_SIGNER_UNKNOWN', 'another signer', { signers: { other }, bench: false });
  const both = { signers: { acme: acme.publicKey, other }, bench: false };
  await refused('PACK_SIGNER_UNKNOWN', 'asked for another one', { ...both, signer: 'other' });
  await refused('PACK_SIGNER_UNKNOWN', 'on a bench too', { ...both, bench: true, signer: 'other' });

  const signature = readFileSync(join(source, 'manifest.sig'));
  t.equal(signature.length, 64);
  for (const at of [0, 31, 32, 63]) {
    const bad = Buffer.from(signature);
    bad[at] = bad[at]! ^ 1;
    writeFileSync(join(source, 'manifest.sig'), bad);
    await refused('PACK_SIGNER_UNKNOWN', `byte ${at} of the signature`);
  }
  writeFileSync(join(source, 'manifest.sig'), Buffer.concat([signature, signature]));
  await refused('PACK_SIGNER_UNKNOWN', 'a signature twice as long');
  rmSync(join(source, 'manifest.sig'));
  await refused('PACK_UNSIGNED', 'no signature');
  t.strictSame((await install({ signers: {}, bench: true })).seal, { kind: 'unsigned' }, 'a bench board takes it');
  t.throws(
    () => requireTrust(locatePack('active', acme.store), acme.trust),
    { code: 'PACK_UNSIGNED' },
    'no daemon does',
  );
});

t.test('the neural runtime never sees a byte of a pack that is not trusted', async (t) => {
  const acme = vendor(t);
  const source = await makePack(acme, '1.0.0');
  const steps: string[] = [];
  const onStep = (step: string) => steps.push(step);
  const trust = { signers: {}, bench: false };
  await t.rejects(installPack({ source, packs: acme.store, trust, onStep }), { code: 'PACK_SIGNER_UNKNOWN' });
  t.strictSame(steps, [], 'nothing was copied, nothing loaded');
});

t.test('what was changed after signing', async (t) => {
  const cases: [what: string, code: string, change: (folder: string) => void][] = [
    [
      'a threshold in the manifest',
      'PACK_SIGNER_UNKNOWN',
      (folder) => editManifest(folder, (m) => Object.assign(m, { description: 'x' })),
    ],
    ['a model', 'PACK_DAMAGED', (folder) => flip(join(folder, 'embed.onnx'))],
    ['the calibration', 'PACK_DAMAGED', (folder) => flip(join(folder, 'calibration.json'))],
    ['a model is gone', 'PACK_FILE_MISSING', (folder) => rmSync(join(folder, 'detect.onnx'))],
  ];
  for (const [what, code, change] of cases) {
    const acme = vendor(t);
    const source = await makePack(acme, '1.0.0');
    change(source);
    await t.rejects(installPack({ source, packs: acme.store, trust: acme.trust }), { code }, what);
    untouched(t, acme, what);
  }
});

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = bytes[bytes.length >> 1]! ^ 1;
  writeFileSync(path, bytes);
}

t.test('signed, whole, and still not what it says: contract and smoke vector', async (t) => {
  const acme = vendor(t);
  const cases: [code: string, change: Parameters<typeof makePack>[2]][] = [
    ['PACK_CONTRACT', (m) => Object.assign(m.models[1]!.input, { width: 96 })],
    ['PACK_SMOKE', (m) => Object.assign(m.models[3]!, { smoke: { values: Array(16).fill(1e6), tolerance: 1 } })],
  ];
  for (const [code, change] of cases) {
    const source = await makePack(acme, '1.0.0', change);
    await t.rejects(installPack({ source, packs: acme.store, trust: acme.trust }), { code });
    untouched(t, acme, code);
  }
});

t.test('an update keeps the pack before it, rollback goes back, and what is installed never changes', async (t) => {
  const acme = vendor(t);
  const install = async (source: string) => (await installPack({ source, packs: acme.store, trust: acme.trust })).state;
  await t.rejects(rollbackPack(acme.store, acme.trust), { code: 'PACK_NO_PREVIOUS' });
  const first = await makePack(acme, '1.0.0');
  await install(first);
  await t.rejects(rollbackPack(acme.store, acme.trust), { code: 'PACK_NO_PREVIOUS' });
  t.strictSame((await install(await makePack(acme, '1.1.0'))).previous, ['acme-1.0.0']);

  const again = await makePack(acme, '1.1.0', (m) => Object.assign(m, { description: 'another build' }));
  const before = readFileSync(join(acme.store, 'acme-1.1.0/manifest.json'));
  await t.rejects(install(again), { code: 'PACK_EXISTS' });
  t.same(readFileSync(join(acme.store, 'acme-1.1.0/manifest.json')), before);

  t.match(await rollbackPack(acme.store, acme.trust), { active: 'acme-1.0.0', previous: [] });
  t.equal(locatePack('active', acme.store).manifest.version, '1.0.0');
  t.strictSame((await install(join(acme.store, 'acme-1.1.0'))).previous, ['acme-1.0.0'], 'forward again');

  flip(join(acme.store, 'acme-1.0.0/embed.onnx'));
  await t.rejects(rollbackPack(acme.store, acme.trust), { code: 'PACK_DAMAGED' }, 'never to a damaged pack');
  await t.rejects(install(first), { code: 'PACK_DAMAGED' }, 'one that is there is checked, not believed');
  t.equal(readActive(acme.store)?.active, 'acme-1.1.0');
  await t.rejects(rollbackPack(acme.store, { signers: {}, bench: false }), { code: 'PACK_DAMAGED' });
});

t.test('rollback to a pack whose signer is no longer pinned is refused', async (t) => {
  const acme = vendor(t);
  for (const version of ['1.0.0', '1.1.0']) {
    await installPack({ source: await makePack(acme, version), packs: acme.store, trust: acme.trust });
  }
  await t.rejects(rollbackPack(acme.store, { signers: {}, bench: false }), { code: 'PACK_SIGNER_UNKNOWN' });
  t.equal(readActive(acme.store)?.active, 'acme-1.1.0');
});

t.test('a damaged active.json: no pack is found by it, and an installation writes it anew', async (t) => {
  const acme = vendor(t);
  const source = await makePack(acme, '1.0.0');
  mkdirSync(acme.store);
  for (const text of ['', '{"schema":"active-pack@1","active":"../../etc","previous":[]}', '[]']) {
    writeFileSync(join(acme.store, 'active.json'), text);
    t.throws(() => locatePack('active', acme.store), { code: 'PACK_STORE' }, text);
  }
  await installPack({ source, packs: acme.store, trust: acme.trust });
  t.equal(locatePack('active', acme.store).manifest.name, 'acme');
  t.throws(() => locatePack('active', acme.root), { code: 'PACK_NOT_FOUND' });
  t.throws(() => locatePack('active'), { code: 'PACK_NOT_FOUND' });
});

t.test('one installation at a time', async (t) => {
  const acme = vendor(t);
  const source = await makePack(acme, '1.0.0');
  let second: Promise<unknown> | undefined;
  const options = { source, packs: acme.store, trust: acme.trust };
  await installPack({
    ...options,
    onStep: (step) => {
      if (step === 'check')
        second = installPack(options).then(
          () => null,
          (error) => error.code,
        );
    },
  });
  t.equal(await second, 'PACK_BUSY');
  t.equal((await installPack(options)).state.active, 'acme-1.0.0', 'and the lock is given back');
});

t.test('no maker signs a pack whose files are not those of its manifest', async (t) => {
  const acme = vendor(t);
  const source = await makePack(acme, '1.0.0');
  flip(join(source, 'pad-ir.onnx'));
  await t.rejects(signPack(source, acme.keyFile), { code: 'PACK_DAMAGED' });
  await t.rejects(signPack(source, join(source, 'manifest.json')), { code: 'KEY_UNREADABLE' });
});

t.test('the signature is one that OpenSSL can check', async (t) => {
  const acme = vendor(t);
  const source = await makePack(acme, '1.0.0');
  const pem = join(acme.root, 'public.pem');
  writeFileSync(pem, `-----BEGIN PUBLIC KEY-----\n${acme.publicKey}\n-----END PUBLIC KEY-----\n`);
  const args = ['pkeyutl', '-verify', '-pubin', '-inkey', pem, '-rawin', '-in', join(source, 'manifest.json')];
  t.match(
    execFileSync('openssl', [...args, '-sigfile', join(source, 'manifest.sig')], { encoding: 'utf8' }),
    /Success/,
  );
});

t.test("the product's own pack needs no signature; a copy with one character changed does", async (t) => {
  const acme = vendor(t);
  const trust = { signers: {}, bench: false };
  t.strictSame((await installPack({ source: 'default', packs: acme.store, trust })).seal, { kind: 'builtIn' });
  await checkPack('active', acme.store);
  const copy = join(acme.root, 'copy');
  cpSync(join(BUILT_IN_PACKS, 'default'), copy, { recursive: true });
  editManifest(copy, (m) => Object.assign(m, { version: '9' }));
  await t.rejects(installPack({ source: copy, packs: acme.store, trust }), { code: 'PACK_UNSIGNED' });
});
