import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { importModel } from '../../../src/packs/importModel.ts';
import { quantiseModel } from '../../../src/packs/quantiseModel.ts';
import { locatePack } from '../../../src/vision/pack/locate.ts';
import { vendor } from './support/packMaker.ts';

const python = process.env.TELLERSIGHT_PYTHON ?? 'python3';
const ready = spawnSync(python, ['-c', 'import cv2, numpy, onnx, onnxruntime.quantization']).status === 0;
const skip = ready ? false : 'the training room is not installed; set TELLERSIGHT_PYTHON';

const contract = {
  schema: 'model-contract@1',
  role: 'embed',
  input: {
    name: 'picture',
    width: 32,
    height: 32,
    layout: 'nchw',
    channels: 'bgr',
    type: 'float32',
    // Another mean and scale per channel: what a picture's bytes cannot carry has to go into the first convolution.
    mean: [90, 120, 160],
    scale: [0.02, 0.01, 0.015],
    crop: { kind: 'template112' },
  },
  output: { kind: 'embedding', name: 'direction', dimensions: 16 },
  licence: 'Apache-2.0',
  source: 'a test',
};

/** A small float net with weights of its own: a convolution, a clip made of Max and Min, another one; and 48 pictures. */
const MAKE = `
import sys, numpy as np, onnx
from onnx import helper as h, numpy_helper as p, TensorProto as T
r = np.random.default_rng(3)
w = lambda n, *s: p.from_array((r.normal(size=s) / np.sqrt(np.prod(s[1:]))).astype(np.float32), n)
s = lambda n, v: p.from_array(np.array(v, np.float32), n)
nodes = [h.make_node("Conv", ["picture", "w1"], ["a"], strides=[2, 2], pads=[1, 1, 1, 1]), h.make_node("Max", ["a", "low"], ["b"]),
         h.make_node("Min", ["b", "high"], ["c"]), h.make_node("Conv", ["c", "w2"], ["d"], strides=[2, 2]),
         h.make_node("Relu", ["d"], ["e"]), h.make_node("Conv", ["e", "w3"], ["f"]), h.make_node("Flatten", ["f"], ["direction"])]
g = h.make_graph(nodes, "g", [h.make_tensor_value_info("picture", T.FLOAT, ["N", 3, 32, 32])],
                 [h.make_tensor_value_info("direction", T.FLOAT, ["N", 16])],
                 [w("w1", 16, 3, 3, 3), w("w2", 16, 16, 4, 4), w("w3", 16, 16, 7, 7), s("low", 0), s("high", 6)])
onnx.save(h.make_model(g, opset_imports=[h.make_opsetid("", 13)], ir_version=8), sys.argv[1] + "/net.onnx")
flat = r.integers(0, 256, (48, 4, 4, 3), dtype=np.uint8)
fine = r.integers(0, 256, (48, 32, 32, 3)) // 2
np.save(sys.argv[1] + "/pictures.npy", (np.kron(flat, np.ones((1, 8, 8, 1), np.uint8)) // 2 + fine).astype(np.uint8))
`;

function prepare(folder: string) {
  const onnx = join(folder, 'net.onnx');
  const file = join(folder, 'contract.json');
  writeFileSync(file, JSON.stringify(contract));
  return { onnx, contract: file, pictures: join(folder, 'pictures.npy'), out: join(folder, 'int8.onnx') };
}

t.test('without Python or its packages the message is the command that installs them', async (t) => {
  const { root } = vendor(t);
  for (const missing of ['/nonexistent/python', 'false']) {
    const refused = quantiseModel({ ...prepare(root), python: missing });
    const message = /python3 -m venv .+\.venv && .+pip install -r .+requirements\.txt.+TELLERSIGHT_PYTHON=/;
    await t.rejects(refused, { code: 'QUANTISER_MISSING', message }, missing);
  }
  t.notOk(existsSync(join(root, 'int8.onnx')));
});

t.test(
  'a float model becomes an int8 one that takes the bytes of the picture',
  { skip, timeout: 300_000 },
  async (t) => {
    const { root } = vendor(t);
    const files = prepare(root);
    t.equal(spawnSync(python, ['-c', MAKE, root]).status, 0, 'the float model is made');
    const into = join(root, 'acme');
    const options = { ...files, into, base: 'default', name: 'acme', version: '1.0.0', quantise: files.pictures };
    const { entry, quantised } = await importModel(options);
    t.match(entry.input, { type: 'uint8', channels: 'bgr', mean: undefined, scale: undefined });
    t.equal(entry.file, 'net.onnx');
    t.equal(locatePack(into).manifest.models.find(({ role }) => role === 'embed')?.sha256, entry.sha256);
    t.match(quantised?.kernels, { integer: 3, convolutions: 3, floatBefore: [] }, 'all of it runs in integers');
    t.ok(
      (quantised?.loss[0]?.cosineMean ?? 0) > 0.98,
      `it points where the float model does: ${quantised?.loss[0]?.cosineMean}`,
    );
  },
);

t.test(
  'what cannot be quantised is refused with its reason, and nothing is written',
  { skip, timeout: 120_000 },
  async (t) => {
    const { root } = vendor(t);
    const files = prepare(root);
    spawnSync(python, ['-c', MAKE, root]);
    const nhwc = { ...contract, input: { ...contract.input, layout: 'nhwc' } };
    writeFileSync(files.contract, JSON.stringify(nhwc));
    await t.rejects(quantiseModel(files), { code: 'QUANTISER_FAILED', message: /nchw/ });
    writeFileSync(files.contract, JSON.stringify(contract));
    await t.rejects(quantiseModel({ ...files, pictures: root }), {
      code: 'QUANTISER_FAILED',
      message: /pictures, 16 are/,
    });
    writeFileSync(files.onnx, readFileSync(files.contract));
    await t.rejects(quantiseModel(files), { code: 'QUANTISER_FAILED' }, 'no model at all');
    t.notOk(existsSync(files.out));
  },
);
