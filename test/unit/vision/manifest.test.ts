import t, { type Test } from 'tap';
import { parseManifest } from '../../../src/vision/pack/manifest.ts';
import { expectedOutputs, tensorSpec } from '../../../src/vision/pack/model.ts';

const SHA = 'b'.repeat(64);

function model(role: string, input: object, output: object) {
  const base = { name: 'in', width: 112, height: 112, layout: 'nchw', channels: 'rgb', type: 'uint8' };
  const file = `${role}.onnx`;
  return {
    role,
    file,
    sha256: SHA,
    bytes: 10,
    input: { ...base, ...input },
    output,
    licence: 'x',
    source: 'x',
    metrics: [],
  };
}

function manifest(): { models: ReturnType<typeof model>[]; [key: string]: unknown } {
  const limits = { scoreThreshold: 0.5, nmsIou: 0.4, maxFaces: 10 };
  return {
    schema: 'model-pack@1',
    name: 'test',
    version: '1',
    description: '',
    models: [
      model('detect', { crop: { kind: 'letterbox', anchor: 'top-left', pad: 0 } }, { kind: 'yunet', ...limits }),
      model('padRgb', { crop: { kind: 'square', factor: 2.7 } }, { kind: 'logit', name: 'live' }),
      model('padIr', { crop: { kind: 'box', factor: 1.2 } }, { kind: 'logit', name: 'live' }),
      model('embed', { crop: { kind: 'template112' } }, { kind: 'embedding', name: 'e', dimensions: 256 }),
    ],
    calibration: {},
  };
}

const refused = (t: Test, change: (m: ReturnType<typeof manifest>) => void, code: string, why: string) => {
  const own = manifest();
  change(own);
  t.throws(() => parseManifest(JSON.stringify(own)), { code }, why);
};

t.test('a whole manifest is read', async (t) => {
  t.equal(parseManifest(JSON.stringify(manifest())).models.length, 4);
});

t.test('what is not known needs another version, what is wrong is named', async (t) => {
  t.throws(() => parseManifest('{'), { code: 'PACK_MANIFEST' });
  refused(t, (m) => void Object.assign(m.models[1]!.output, { kind: 'oracle' }), 'PACK_DECODE_UNKNOWN', 'output kind');
  refused(
    t,
    (m) => void Object.assign(m.models[1]!.input, { crop: { kind: 'hexagon' } }),
    'PACK_DECODE_UNKNOWN',
    'crop',
  );
  refused(t, (m) => void m.models.pop(), 'PACK_MANIFEST', 'a role is missing');
  refused(t, (m) => void m.models.push(structuredClone(m.models[3]!)), 'PACK_MANIFEST', 'two embedders');
  refused(
    t,
    (m) => void Object.assign(m.models[1]!, { output: m.models[3]!.output }),
    'PACK_MANIFEST',
    'PAD that embeds',
  );
  refused(
    t,
    (m) => void Object.assign(m.models[3]!.input, { crop: { kind: 'square', factor: 1 } }),
    'PACK_MANIFEST',
    'crop of a role',
  );
  refused(t, (m) => void Object.assign(m.models[0]!, { file: '../../etc/passwd' }), 'PACK_MANIFEST', 'path');
  refused(t, (m) => void Object.assign(m.models[0]!.input, { mean: [1] }), 'PACK_MANIFEST', 'mean of a uint8 input');
  refused(t, (m) => void Object.assign(m, { colour: 'red' }), 'PACK_MANIFEST', 'unknown key');
  const softmax = { kind: 'softmax', name: 'out', classes: 2, live: 2, applied: false };
  refused(
    t,
    (m) => void Object.assign(m.models[1]!, { output: softmax }),
    'PACK_MANIFEST',
    'live index outside the classes',
  );
});

t.test('several PAD models of one role are allowed', async (t) => {
  const own = manifest();
  own.models.push({ ...structuredClone(own.models[1]!), file: 'second.onnx' });
  t.equal(parseManifest(JSON.stringify(own)).models.length, 5);
});

t.test('contracts become shapes and tensors', async (t) => {
  const [detect, , padIr] = parseManifest(JSON.stringify(manifest())).models;
  t.strictSame(expectedOutputs(detect!).cls_16, [1, 49, 1]);
  t.strictSame(expectedOutputs(detect!).kps_32, [1, 9, 10]);
  t.equal(tensorSpec(detect!.input, false).channels, 'rgb');
  t.equal(tensorSpec(detect!.input, true).channels, 'grey3', 'NIR goes into colour inputs as three copies');
  t.equal(tensorSpec(detect!.input, true).fit, 'letterbox-top-left');
  t.equal(tensorSpec(padIr!.input, true).fit, 'stretch');
});
