import t from 'tap';
import { decodeCenternet } from '../../../src/vision/stages/decode/centernet.ts';
import { combineLiveness, decodeLiveness, toLogit } from '../../../src/vision/stages/decode/liveness.ts';
import { decodeYunet } from '../../../src/vision/stages/decode/yunet.ts';

const near = (a: number, b: number, tolerance = 1e-4) => Math.abs(a - b) <= tolerance;
const limits = { scoreThreshold: 0.4, nmsIou: 0.4, maxFaces: 20, stride: 8 };

function grid(rows: number, cols: number) {
  const plane = rows * cols;
  return {
    heat: new Float32Array(plane),
    size: new Float32Array(2 * plane),
    offset: new Float32Array(2 * plane),
    landmarks: new Float32Array(10 * plane),
  };
}

t.test('centernet-v1: one cell by hand', async (t) => {
  const tensors = grid(4, 6);
  const cell = 2 * 6 + 3;
  tensors.heat[cell] = 0.9;
  tensors.size[cell] = Math.log(4); // w = 8 * 4
  tensors.size[24 + cell] = Math.log(5); // h = 8 * 5
  tensors.offset[cell] = 0.25; // cx = 8 * 3.25 = 26
  tensors.offset[24 + cell] = 0.5; // cy = 8 * 2.5 = 20
  for (let k = 0; k < 5; k++) {
    tensors.landmarks[2 * k * 24 + cell] = k; // x = 8 * (3.5 + k)
    tensors.landmarks[(2 * k + 1) * 24 + cell] = -1; // y = 8 * (2.5 - 1)
  }
  const [face, ...more] = decodeCenternet(tensors, 4, 6, limits);
  t.equal(more.length, 0);
  t.ok(face);
  t.ok(near(face!.box.width, 32) && near(face!.box.height, 40));
  t.ok(near(face!.box.x, 26 - 16) && near(face!.box.y, 20 - 20));
  t.ok(near(face!.landmarks[4]!.x, 8 * 7.5) && near(face!.landmarks[4]!.y, 12));
  t.ok(near(face!.score, 0.9, 1e-6));
});

t.test('centernet-v1: threshold, peaks and suppression', async (t) => {
  const tensors = grid(8, 8);
  tensors.size.fill(Math.log(3));
  tensors.heat[0] = 0.39;
  tensors.heat[27] = 0.8;
  tensors.heat[28] = 0.7; // beside a stronger one: not a peak
  tensors.heat[29] = 0.75; // a peak, but its 24 px box overlaps the 0.8 one by less than 0.4
  tensors.heat[63] = 0.5;
  t.strictSame(
    decodeCenternet(tensors, 8, 8, limits).map((face) => Math.round(face.score * 100)),
    [80, 75, 50],
  );
  tensors.size.fill(Math.log(8));
  t.strictSame(
    decodeCenternet(tensors, 8, 8, limits).map((face) => Math.round(face.score * 100)),
    [80, 50],
    'large boxes two cells apart overlap by more',
  );
});

t.test('centernet-v1: numbers that are not finite give no face', async (t) => {
  for (const poison of [Number.NaN, Number.POSITIVE_INFINITY]) {
    for (const name of ['heat', 'size', 'offset', 'landmarks'] as const) {
      const tensors = grid(4, 4);
      tensors.heat[5] = 0.9;
      tensors[name][5] = poison;
      const faces = decodeCenternet(tensors, 4, 4, limits);
      if (name === 'heat' && poison > 0) t.ok(faces.every((face) => face.score <= 1));
      else t.equal(faces.length, 0, `${name} ${poison}`);
    }
  }
});

function yunet(width: number, height: number) {
  const outputs: Record<string, Float32Array> = {};
  for (const stride of [8, 16, 32]) {
    const cells = (width / stride) * (height / stride);
    for (const [name, size] of Object.entries({ cls: 1, obj: 1, bbox: 4, kps: 10 })) {
      outputs[`${name}_${stride}`] = new Float32Array(cells * size);
    }
  }
  return outputs;
}

t.test('yunet: one cell of stride 16 by hand', async (t) => {
  const outputs = yunet(64, 32);
  const cell = 1 * 4 + 2; // row 1, col 2 of a 4 x 2 grid
  outputs.cls_16![cell] = 0.81;
  outputs.obj_16![cell] = 1;
  outputs.bbox_16!.set([0.5, 0.25, Math.log(2), Math.log(1.5)], 4 * cell);
  outputs.kps_16!.set([0, 0, 1, 0, 0.5, 0.5, 0, 1, 1, 1], 10 * cell);
  const [face, ...more] = decodeYunet(outputs, 64, 32, { scoreThreshold: 0.6, nmsIou: 0.3, maxFaces: 5 });
  t.equal(more.length, 0);
  t.ok(near(face!.score, 0.9));
  t.ok(near(face!.box.width, 32) && near(face!.box.height, 24));
  t.ok(near(face!.box.x, (2 + 0.5) * 16 - 16) && near(face!.box.y, (1 + 0.25) * 16 - 12));
  t.strictSame(face!.landmarks[3], { x: 32, y: 32 });
});

t.test('yunet: the best of overlapping boxes stays, NaN scores do not count', async (t) => {
  const outputs = yunet(64, 64);
  outputs.cls_8!.fill(Number.NaN);
  for (const [cell, score] of [
    [5, 0.7],
    [6, 0.9],
  ] as const) {
    outputs.cls_16![cell] = score;
    outputs.obj_16![cell] = score;
    outputs.bbox_16!.set([0, 0, Math.log(4), Math.log(4)], 4 * cell);
  }
  const faces = decodeYunet(outputs, 64, 64, { scoreThreshold: 0.6, nmsIou: 0.3, maxFaces: 5 });
  t.equal(faces.length, 1);
  t.ok(near(faces[0]!.score, 0.9));
});

t.test('liveness: logit and softmax contracts', async (t) => {
  const logit = { kind: 'logit', name: 'live' } as const;
  t.equal(decodeLiveness(new Float32Array([1.5]), logit), 1.5);
  t.equal(decodeLiveness(new Float32Array([Number.NaN]), logit), null);
  const scores = { kind: 'softmax', name: 'out', classes: 3, live: 1, applied: false } as const;
  const p = Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(0.5));
  t.ok(near(decodeLiveness(new Float32Array([1, 2, 0.5]), scores)!, Math.log(p / (1 - p)), 1e-3));
  t.ok(Number.isFinite(decodeLiveness(new Float32Array([-1e30, 1e30, 0]), scores)), 'bounded');
  t.equal(decodeLiveness(new Float32Array([1, Number.POSITIVE_INFINITY, 0]), scores), null);
  const applied = { ...scores, applied: true } as const;
  t.ok(near(decodeLiveness(new Float32Array([0.1, 0.75, 0.15]), applied)!, Math.log(3), 1e-4));
});

t.test('liveness: several models are averaged as probabilities; one without an answer leaves none', async (t) => {
  t.ok(near(combineLiveness([toLogit(0.9), toLogit(0.5)])!, toLogit(0.7), 1e-6));
  t.equal(combineLiveness([1, null]), null);
  t.equal(combineLiveness([]), null);
});
