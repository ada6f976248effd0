import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { BUILT_IN_PACKS, listPacks, locatePack } from '../../../src/vision/pack/locate.ts';
import type { Manifest } from '../../../src/vision/pack/manifest.ts';
import { Pack } from '../../../src/vision/pack/pack.ts';
import { sealPack } from '../../../src/vision/pack/seal.ts';

/** A copy of the default pack that a test may damage. */
function copy(t: Test): string {
  const root = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'mine');
  cpSync(join(BUILT_IN_PACKS, 'default'), folder, { recursive: true });
  return folder;
}

function edit(folder: string, change: (manifest: Manifest) => void): void {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

const model = (manifest: Manifest, role: string) => manifest.models.find((entry) => entry.role === role)!;

t.test('the default pack loads and says what it is', async (t) => {
  const pack = await Pack.load('default', undefined);
  t.teardown(() => pack.release());
  t.match(pack.identity, { name: 'default', dimensions: 256 });
  t.equal(pack.identity.embedderSha256, pack.of('embed')[0]!.entry.sha256);
  t.ok(pack.calibration.match, 'with a match calibration');
  t.ok(pack.calibration.pad, 'with a PAD calibration');
});

t.test('R21: wiping leaves no face in any tensor', async (t) => {
  const pack = await Pack.load('default', undefined);
  t.teardown(() => pack.release());
  for (const role of ['detect', 'padRgb', 'padIr', 'embed'] as const) {
    const [model] = pack.of(role);
    model!.input.fill(77);
    await model!.run();
    const used = Object.values(model!.outputs).some((memory) => memory.some((value) => value !== 0));
    t.ok(used, `${role} gave an answer`);
    pack.wipe();
    const left = [model!.input, ...Object.values(model!.outputs)].some((memory) => memory.some((value) => value !== 0));
    t.notOk(left, `${role} is empty`);
  }
});

t.test('found by folder, by --packs and by name', async (t) => {
  const folder = copy(t);
  t.equal(locatePack(folder).folder, folder);
  t.equal(locatePack('mine', join(folder, '..')).folder, folder);
  t.equal(locatePack('default').folder, join(BUILT_IN_PACKS, 'default'));
  t.ok(listPacks(join(folder, '..')).includes(folder));
  t.throws(() => locatePack('no-such-pack'), { code: 'PACK_NOT_FOUND' });
  t.throws(() => locatePack('../models/default/..'), { code: 'PACK_NOT_FOUND' });
});

t.test('a flipped bit in any file is found before it is used', async (t) => {
  for (const file of ['detect.onnx', 'embed.onnx', 'pad-ir.onnx', 'pad-rgb.onnx', 'calibration.json']) {
    const folder = copy(t);
    const path = join(folder, file);
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(path, bytes);
    await t.rejects(Pack.load(folder, undefined), { code: 'PACK_DAMAGED' }, file);
  }
});

t.test('files missing, cut short or grown', async (t) => {
  const folder = copy(t);
  const path = join(folder, 'embed.onnx');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length - 1));
  await t.rejects(Pack.load(folder, undefined), { code: 'PACK_DAMAGED' });
  writeFileSync(path, Buffer.concat([bytes, Buffer.from([0])]));
  await t.rejects(Pack.load(folder, undefined), { code: 'PACK_DAMAGED' });
  rmSync(path);
  await t.rejects(Pack.load(folder, undefined), { code: 'PACK_FILE_MISSING' });
});

t.test('a file beside the packs folder is found by its name', async (t) => {
  const folder = copy(t);
  const files = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  t.teardown(() => rmSync(files, { recursive: true, force: true }));
  cpSync(join(folder, 'embed.onnx'), join(files, 'embed.onnx'));
  rmSync(join(folder, 'embed.onnx'));
  const pack = await Pack.load(folder, files);
  await pack.release();
  t.pass('loaded');
});

t.test('a model that does not keep its contract is refused', async (t) => {
  const cases: [string, (manifest: Manifest) => void][] = [
    ['input size', (m) => Object.assign(model(m, 'padRgb').input, { width: 96 })],
    ['input name', (m) => Object.assign(model(m, 'padRgb').input, { name: 'image' })],
    ['input type', (m) => Object.assign(model(m, 'padRgb').input, { type: 'float32' })],
    ['channels', (m) => Object.assign(model(m, 'padIr').input, { channels: 'rgb' })],
    ['output name', (m) => Object.assign(model(m, 'padIr').output, { name: 'alive' })],
    ['embedding size', (m) => Object.assign(model(m, 'embed').output, { dimensions: 512 })],
    ['stride', (m) => Object.assign(model(m, 'detect').output, { stride: 16 })],
    [
      'decoder',
      (m) =>
        Object.assign(model(m, 'detect'), { output: { kind: 'yunet', scoreThreshold: 0.5, nmsIou: 0.3, maxFaces: 5 } }),
    ],
  ];
  for (const [what, change] of cases) {
    const folder = copy(t);
    edit(folder, change);
    await t.rejects(Pack.load(folder, undefined), { code: 'PACK_CONTRACT' }, what);
  }
});

t.test('a file that is no model, and a calibration of another model', async (t) => {
  const folder = copy(t);
  writeFileSync(join(folder, 'detect.onnx'), 'no model at all');
  t.strictSame(sealPack(folder), ['detect.onnx']);
  await t.rejects(Pack.load(folder, undefined), { code: 'PACK_CONTRACT' });
  const other = copy(t);
  edit(other, (m) => {
    const embed = model(m, 'embed');
    const detect = model(m, 'detect');
    Object.assign(embed, { file: detect.file, sha256: detect.sha256, bytes: detect.bytes });
  });
  await t.rejects(Pack.load(other, undefined), { code: 'CALIBRATION_INVALID' });
});

t.test('sealing takes changed files up and changes nothing else', async (t) => {
  const folder = copy(t);
  t.strictSame(sealPack(folder), []);
  const text = JSON.parse(readFileSync(join(folder, 'calibration.json'), 'utf8'));
  writeFileSync(join(folder, 'calibration.json'), JSON.stringify({ ...text, source: 'another' }));
  t.strictSame(sealPack(folder), ['calibration.json']);
  const pack = await Pack.load(folder, undefined);
  t.equal(pack.calibration.match?.source, 'another');
  await pack.release();
});
