import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { renderedPair } from '../../../src/simulator/demo/renderedPair.ts';
import { Scene } from '../../../src/simulator/scene/scene.ts';
import { sceneSpec } from '../../../src/simulator/scene/spec.ts';
import { Pack } from '../../../src/vision/pack/pack.ts';
import { Pipeline } from '../../../src/vision/pipeline.ts';

const tensorBytes = () => process.memoryUsage().arrayBuffers;

/** Memory of what came before (files read, pictures drawn) must not be given back while it is counted. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What only finalisers hold goes with the second round.
  for (let round = 0; round < 2; round++) {
    collect();
    await turn();
  }
}

// The kernels write into the memory of the tensors that the runtime reads, and the runtime writes into ours: a copy of any
// of them would be new memory for every pair.
t.test('frame pairs need no new memory for pictures and tensors', async (t) => {
  const pack = await Pack.load('default', undefined);
  const pipeline = new Pipeline(pack, { offsetX: 0, offsetY: 0 }, { padRgbEvery: 1 });
  const scene = new Scene(sceneSpec.parse({ identity: 11, seed: 900 }));
  const ring = [0, 1, 2, 3].map((i) => renderedPair(scene, i * 3, i % 2 === 0));
  const measure = async (i: number) => {
    const { observation } = await pipeline.measure(ring[i % ring.length]!, i, null);
    return observation;
  };
  for (let i = 0; i < 8; i++) await measure(i);
  await collectGarbage();
  const before = tensorBytes();
  let pads = 0;
  for (let i = 0; i < 40; i++) {
    const { padRgb, padIr } = await measure(i);
    pads += Number(padRgb !== null) + Number(padIr !== null);
    t.equal(tensorBytes(), before);
  }
  t.ok(pads > 20, 'all the networks ran');
  await pack.release();
});
