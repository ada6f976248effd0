import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkPack } from '../../../src/packs/checkPack.ts';
import { importModel } from '../../../src/packs/importModel.ts';
import { installPack } from '../../../src/packs/installPack.ts';
import { signPack } from '../../../src/packs/signPack.ts';
import { BUILT_IN_PACKS, locatePack } from '../../../src/vision/pack/locate.ts';
import { sealPack } from '../../../src/vision/pack/seal.ts';
import { vendor } from './support/packMaker.ts';

const { models } = locatePack('default').manifest;
const onnx = (file: string) => join(BUILT_IN_PACKS, 'default', file);

/** The contract of one of the product's models, as a vendor would write it. */
function contractOf(role: string, change: (contract: Record<string, unknown>) => void = () => {}) {
  const { file, sha256: _, bytes: __, smoke: ___, ...rest } = models.find((model) => model.role === role)!;
  const contract = structuredClone({ schema: 'model-contract@1', ...rest }) as Record<string, unknown>;
  change(contract);
  return { file: onnx(file), contract };
}

t.test(
  'a model becomes a pack: contract, smoke vector, card, calibration dropped; then seal, sign, install',
  async (t) => {
    const acme = vendor(t);
    const into = join(acme.root, 'acme');
    const contractFile = join(acme.root, 'embed.json');
    const { file, contract } = contractOf('embed');
    writeFileSync(contractFile, JSON.stringify(contract));
    const options = { onnx: file, contract: contractFile, into, base: 'default' };
    await t.rejects(importModel(options), { code: 'USAGE' }, 'a new pack has a name');
    const { entry, dropped } = await importModel({ ...options, name: 'acme', version: '1.0.0' });
    t.equal(entry.smoke?.values.length, 16);
    t.strictSame(dropped, ['calibration.json']);
    const { manifest } = locatePack(into);
    t.match(manifest, { name: 'acme', version: '1.0.0' });
    const cards = ['cards/detect.md', 'cards/padIr.md', 'cards/padRgb.md', 'cards/embed.md'];
    t.strictSame(
      manifest.cards?.map((one) => one.file),
      cards,
      'one per role, the new one not filled in',
    );
    t.equal(manifest.calibration.match, undefined);
    t.ok(manifest.calibration.pad, 'the PAD models are the same');
    const card = readFileSync(join(into, 'cards/embed.md'), 'utf8');
    for (const words of ['NOT STATED', 'FNMR at FMR 1e-4', 'By group', 'Not tested', entry.sha256])
      t.match(card, words);
    t.equal((await checkPack(into)).calibration.match, null);

    writeFileSync(join(into, 'cards/embed.md'), card.replaceAll('NOT STATED', 'Stated'));
    await t.rejects(checkPack(into), { code: 'PACK_DAMAGED' }, 'the card is pinned');
    t.strictSame(sealPack(into), ['cards/embed.md']);
    await signPack(into, acme.keyFile);
    const { folder } = await installPack({ source: into, packs: acme.store, trust: acme.trust });
    t.ok(existsSync(join(folder, 'cards/embed.md')), 'a pinned card is installed');

    const pad = contractOf('padRgb');
    writeFileSync(contractFile, JSON.stringify(pad.contract));
    t.strictSame(
      (await importModel({ ...options, onnx: pad.file })).dropped,
      ['pad-calibration.json'],
      'a second model',
    );
  },
);

t.test('a contract that the graph does not meet, or that no pack may have, writes nothing', async (t) => {
  const input = (change: object) => (contract: Record<string, unknown>) =>
    Object.assign(contract.input as object, change);
  const cases: [what: string, code: string, role: string, change: (contract: Record<string, unknown>) => void][] = [
    ['size', 'PACK_CONTRACT', 'embed', input({ width: 96, height: 96 })],
    ['layout', 'PACK_CONTRACT', 'embed', input({ layout: 'nhwc' })],
    ['type', 'PACK_CONTRACT', 'embed', input({ type: 'float32' })],
    ['input name', 'PACK_CONTRACT', 'embed', input({ name: 'image' })],
    ['dimensions', 'PACK_CONTRACT', 'embed', (c) => Object.assign(c.output as object, { dimensions: 512 })],
    ['output name', 'PACK_CONTRACT', 'padIr', (c) => Object.assign(c.output as object, { name: 'alive' })],
    ['crop of another role', 'PACK_MANIFEST', 'padIr', input({ crop: { kind: 'template112' } })],
    ['role', 'PACK_MANIFEST', 'embed', (c) => Object.assign(c, { role: 'detect' })],
    ['a key too many', 'PACK_MANIFEST', 'embed', (c) => Object.assign(c, { threshold: 0.1 })],
    ['no licence', 'PACK_MANIFEST', 'embed', (c) => delete c.licence],
  ];
  for (const [what, code, role, change] of cases) {
    const acme = vendor(t);
    const into = join(acme.root, 'acme');
    const contractFile = join(acme.root, 'contract.json');
    const { file, contract } = contractOf(role, change);
    writeFileSync(contractFile, JSON.stringify(contract));
    const wrong = importModel({
      onnx: file,
      contract: contractFile,
      into,
      base: 'default',
      name: 'acme',
      version: '1',
    });
    await t.rejects(wrong, { code }, what);
    t.notOk(existsSync(into), `${what}: nothing is written`);
  }
});
