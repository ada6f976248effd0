import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { makePack, vendor } from './support/packMaker.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

t.test('the daemon starts on a pack of a pinned signer only, wherever the pack lies', async (t) => {
  const acme = vendor(t);
  const pack = await makePack(acme, '1.0.0');
  const run = (signers: object) => {
    const set = {
      'vision.pack': pack,
      'packs.signers': JSON.stringify(signers),
      'paths.state': join(acme.root, 'state'),
    };
    const args = ['src/cli.ts', 'run', '-c', 'firmware-config/boards/generic-x86.toml'];
    for (const [key, value] of Object.entries(set)) args.push('--set', `${key}=${value}`);
    return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
  };
  // 78: systemd does not start it again, no pack becomes trusted by trying.
  t.match(run({}), { status: 78, stderr: /^PACK_SIGNER_UNKNOWN: /m });
  // A pack that is trusted is not what stops it: this board has no keys.
  t.match(run({ acme: acme.publicKey }), { status: 78, stderr: /^KEY_UNREADABLE: /m });
  rmSync(join(pack, 'manifest.sig'));
  t.match(run({ acme: acme.publicKey }), { status: 78, stderr: /^PACK_UNSIGNED: /m });
});
