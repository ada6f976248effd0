import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { installPack } from '../../../src/packs/installPack.ts';
import { removePack } from '../../../src/packs/removePack.ts';
import { rollbackPack } from '../../../src/packs/rollbackPack.ts';
import { readActive } from '../../../src/vision/pack/active.ts';
import { makePack, vendor } from './support/packMaker.ts';

t.test('an installed pack can be removed unless a daemon starts with it', async (t) => {
  const acme = vendor(t);
  const { store: packs, trust } = acme;
  for (const version of ['1.0.0', '1.1.0', '1.2.0'])
    await installPack({ source: await makePack(acme, version), packs, trust });
  const there = (version: string) => existsSync(join(packs, `acme-${version}`, 'manifest.json'));

  await t.rejects(removePack({ packs, name: 'acme-1.2.0' }), { code: 'PACK_IN_USE' }, 'the active one');
  for (const configured of ['acme-1.0.0', join(packs, 'acme-1.0.0')]) {
    const named = removePack({ packs, name: 'acme-1.0.0', configured });
    await t.rejects(named, { code: 'PACK_IN_USE' }, 'the one that the configuration names');
  }
  for (const name of ['acme-9', 'default', '..', '../store', '.lock', 'acme-1.0.0/../acme-1.1.0']) {
    await t.rejects(removePack({ packs, name }), { code: 'PACK_NOT_FOUND' }, name);
  }
  t.ok(there('1.0.0') && there('1.1.0') && there('1.2.0'), 'nothing is gone');

  await removePack({ packs, name: 'acme-1.1.0', configured: 'active' });
  t.strictSame(readdirSync(packs).sort(), ['.lock', 'acme-1.0.0', 'acme-1.2.0', 'active.json'], 'whole, and no rest');
  t.strictSame(readActive(packs)?.previous, ['acme-1.0.0'], 'a rollback skips it');
  t.equal((await rollbackPack(packs, trust)).active, 'acme-1.0.0');
  await removePack({ packs, name: 'acme-1.2.0' });
  t.notOk(there('1.2.0'));
});

t.test('nothing is removed while nobody can say which pack is active', async (t) => {
  const acme = vendor(t);
  const { store: packs, trust } = acme;
  await installPack({ source: await makePack(acme, '1.0.0'), packs, trust });
  writeFileSync(join(packs, 'active.json'), '{');
  await t.rejects(removePack({ packs, name: 'acme-1.0.0' }), { code: 'PACK_STORE' });
  t.ok(existsSync(join(packs, 'acme-1.0.0', 'manifest.json')));
});
