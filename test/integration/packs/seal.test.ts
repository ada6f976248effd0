import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkPack } from '../../../src/packs/checkPack.ts';
import { recordSmoke } from '../../../src/packs/recordSmoke.ts';
import { BUILT_IN_PACKS, locatePack } from '../../../src/vision/pack/locate.ts';
import { roleSchema } from '../../../src/vision/pack/manifest.ts';
import { sealPack } from '../../../src/vision/pack/seal.ts';
import { editManifest, vendor } from './support/packMaker.ts';

const source = join(BUILT_IN_PACKS, 'default');

t.test('the default pack is sealed: a card and a smoke vector for every model, and they are true here', async (t) => {
  const { manifest } = locatePack('default');
  const cards = manifest.cards?.map(({ file }) => file);
  t.strictSame(cards?.sort(), roleSchema.options.map((role) => `cards/${role}.md`).sort());
  for (const model of manifest.models) {
    t.ok(model.smoke && model.smoke.values.length > 0, model.file);
    const card = readFileSync(join(source, `cards/${model.role}.md`), 'utf8');
    for (const words of ['must not be used for', 'Not tested', 'Data.', 'Terms.', "vendor's own"])
      t.match(card, words, `${model.role}: ${words}`);
  }
  await checkPack('default');
});

t.test('sealing pins a card that is new, and takes the vector of a model that changed', async (t) => {
  const folder = join(vendor(t).root, 'pack');
  cpSync(source, folder, { recursive: true });
  t.strictSame(sealPack(folder), []);
  writeFileSync(join(folder, 'cards/extra.md'), '# One more');
  t.strictSame(sealPack(folder), ['cards/extra.md']);
  t.strictSame(await recordSmoke(folder), [], 'this machine answers what the maker recorded');
  // Another digest in the manifest is what a new training run looks like to seal.
  const before = locatePack(folder).manifest.models.find(({ role }) => role === 'padIr')!;
  editManifest(folder, (m) =>
    Object.assign(m.models.find(({ role }) => role === 'padIr')!, { sha256: '0'.repeat(64) }),
  );
  t.strictSame(sealPack(folder), ['pad-ir.onnx']);
  t.equal(locatePack(folder).manifest.models.find(({ role }) => role === 'padIr')!.smoke, undefined);
  t.strictSame(await recordSmoke(folder), ['pad-ir.onnx']);
  t.strictSame(
    locatePack(folder).manifest.models.find(({ role }) => role === 'padIr'),
    before,
  );
});

t.test('a recorded vector that this machine does not give refuses the pack', async (t) => {
  const folder = join(vendor(t).root, 'pack');
  cpSync(source, folder, { recursive: true });
  editManifest(folder, (m) => {
    const { smoke } = m.models.find(({ role }) => role === 'embed')!;
    smoke!.values[5]! += 2 * smoke!.tolerance;
  });
  await t.rejects(checkPack(folder), { code: 'PACK_SMOKE', message: /value 5 is/ });
});
