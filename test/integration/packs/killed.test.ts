import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { checkPack } from '../../../src/packs/checkPack.ts';
import { installPack } from '../../../src/packs/installPack.ts';
import { readActive } from '../../../src/vision/pack/active.ts';
import { makePack, sha256, type Vendor, vendor } from './support/packMaker.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const child = fileURLToPath(new URL('support/installUntil.ts', import.meta.url));

/** A board with version 1.0.0 in use, and an archive of 1.1.0. */
async function board(t: Test): Promise<Vendor & { archive: string }> {
  const acme = vendor(t);
  await installPack({ source: await makePack(acme, '1.0.0'), packs: acme.store, trust: acme.trust });
  const archive = join(acme.root, 'new.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', await makePack(acme, '1.1.0'), '.']);
  return { ...acme, archive };
}

/** Whatever happened: one whole pack is active, every pack with a name is whole. Returns the active one. */
async function whole(t: Test, { store }: Vendor, what: string): Promise<string> {
  const named = readdirSync(store).filter((name) => !name.startsWith('.') && !name.startsWith('active.json'));
  for (const name of named) await t.resolves(checkPack(join(store, name)), `${what}: ${name} is whole`);
  const active = readActive(store)?.active ?? '';
  t.ok(named.includes(active), `${what}: ${active} is active and there`);
  return active;
}

async function again(t: Test, { store, trust, archive }: Vendor & { archive: string }, what: string): Promise<void> {
  const { state } = await installPack({ source: archive, packs: store, trust });
  t.match(state, { active: 'acme-1.1.0', previous: ['acme-1.0.0'] }, `${what}: the next one succeeds`);
  const left = readdirSync(store).filter((name) => name.startsWith('.incoming-'));
  t.strictSame(left, [], `${what}: and clears what was left`);
}

t.test('killed with SIGKILL before each step', async (t) => {
  const before = ['unpack', 'stage', 'check', 'place', 'activate', 'done'] as const;
  for (const step of before) {
    const place = await board(t);
    const args = [child, place.archive, place.store, step, JSON.stringify(place.trust)];
    const [, signal] = await once(spawn(process.execPath, args, { cwd: root, stdio: 'ignore' }), 'exit');
    t.equal(signal, 'SIGKILL', step);
    t.equal(await whole(t, place, step), step === 'done' ? 'acme-1.1.0' : 'acme-1.0.0', step);
    await again(t, place, step);
  }
});

t.test('the command itself killed in the middle of a download', async (t) => {
  const place = await board(t);
  const bytes = readFileSync(place.archive);
  // Half of the archive, and then nothing: the installation is in the download until it is killed.
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, bytes.length >> 1));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const command = install(place, url, '--sha256', sha256(bytes));
  await once(server, 'request');
  const busy = installPack({ source: place.archive, packs: place.store, trust: place.trust });
  await t.rejects(busy, { code: 'PACK_BUSY' }, 'another process finds the folder locked');
  command.kill('SIGKILL');
  await once(command, 'exit');
  t.equal(await whole(t, place, 'download'), 'acme-1.0.0');
  await again(t, place, 'download: the lock ended with its holder');
});

t.test('the command itself killed as it announces each step, a little later each time', async (t) => {
  for (let kill = 0; kill < 8; kill++) {
    const place = await board(t);
    const command = install(place, place.archive);
    let lines = 0;
    let late: NodeJS.Timeout | undefined;
    command.stderr!.on('data', (text: Buffer) => {
      lines += text.toString().split('\n').length - 1;
      // 1..4 steps, then up to 12 ms into the step.
      if (lines > kill % 4 && !late) late = setTimeout(() => command.kill('SIGKILL'), kill * 1.5);
    });
    await once(command, 'exit');
    clearTimeout(late);
    await whole(t, place, `kill ${kill} after ${lines} steps`);
    await again(t, place, `kill ${kill}`);
  }
});

/** The real command on a board that pins the vendor. */
function install({ root: folder, store, publicKey }: Vendor, source: string, ...more: string[]) {
  const config = join(folder, 'signers.toml');
  writeFileSync(config, `[packs.signers]\nacme = "${publicKey}"\n`);
  const args = [
    'src/cli.ts',
    'models',
    'install',
    source,
    '-c',
    'firmware-config/boards/generic-x86.toml',
    '-c',
    config,
  ];
  return spawn(process.execPath, [...args, '--packs', store, ...more], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
